"""The laws a German forum meets most, as data: reference, titles, why, usual message (each in English and German), taxonomy.

The wording names what the text does, never who reported it, and never that an authority was told (L:A8). A lawyer should
read it before a site relies on it; it is the site's own once it is in the table.
"""

from __future__ import annotations

from typing import NamedTuple


class Ground(NamedTuple):
    reference: str
    title: str
    title_de: str
    text: str
    text_de: str
    message: str
    message_de: str
    category: str  # without the prefix that all of them share
    keyword: str
    points: int = 4


GROUNDS = [
    Ground(
        "§ 185 StGB",
        "Insult",
        "Beleidigung",
        "Whoever shows contempt for a person in words or signs commits an offence. Sharp criticism of a matter does not.",
        "Wer eine Person in Worten oder Zeichen verächtlich macht, begeht eine Straftat. Scharfe Kritik an der Sache ist keine.",
        "The text shows contempt for a person and goes beyond criticism of a matter.",
        "Der Text macht eine Person verächtlich und geht über Kritik an der Sache hinaus.",
        "CYBER_VIOLENCE",
        "KEYWORD_CYBER_BULLYING_INTIMIDATION",
        3,
    ),
    Ground(
        "§§ 186, 187 StGB",
        "Defamation",
        "Üble Nachrede und Verleumdung",
        "Claims of fact that lower a person in the eyes of others and are not proven, or are known to be untrue, are an offence.",
        "Tatsachenbehauptungen, die eine Person herabwürdigen und nicht erweislich wahr oder bewusst unwahr sind, sind strafbar.",
        "The text claims facts about a person that damage their reputation, without their being shown to be true.",
        "Der Text behauptet Tatsachen, die dem Ruf einer Person schaden, ohne dass sie als wahr erwiesen sind.",
        "ILLEGAL_OR_HARMFUL_SPEECH",
        "KEYWORD_DEFAMATION",
    ),
    Ground(
        "§ 130 StGB",
        "Incitement to hatred",
        "Volksverhetzung",
        "Inciting hatred or violence against groups, attacking their human dignity, and denying or approving of the crimes of"
        " National Socialism are offences.",
        "Zu Hass oder Gewalt gegen Gruppen aufzustacheln, ihre Menschenwürde anzugreifen sowie die Verbrechen des"
        " Nationalsozialismus zu leugnen oder zu billigen, ist strafbar.",
        "The text incites hatred against a group of people or attacks their human dignity.",
        "Der Text stachelt zum Hass gegen eine Gruppe von Menschen auf oder greift ihre Menschenwürde an.",
        "ILLEGAL_OR_HARMFUL_SPEECH",
        "KEYWORD_HATE_SPEECH",
        6,
    ),
    Ground(
        "§ 86a StGB",
        "Signs of unconstitutional organisations",
        "Kennzeichen verfassungswidriger Organisationen",
        "Showing flags, badges, slogans or salutes of forbidden organisations in public is an offence, except for education, art,"
        " research or reporting.",
        "Fahnen, Abzeichen, Parolen oder Grußformen verbotener Organisationen öffentlich zu zeigen, ist strafbar, außer zur"
        " Aufklärung, in Kunst, Forschung oder Berichterstattung.",
        "What you published shows a sign of a forbidden organisation without serving education, art, research or reporting.",
        "Der Beitrag zeigt das Kennzeichen einer verbotenen Organisation, ohne der Aufklärung, Kunst, Forschung oder"
        " Berichterstattung zu dienen.",
        "RISK_FOR_PUBLIC_SECURITY",
        "KEYWORD_ILLEGAL_ORGANIZATIONS",
    ),
    Ground(
        "§ 111 StGB",
        "Public call for offences",
        "Öffentliche Aufforderung zu Straftaten",
        "Calling in public for an offence is an offence, whether or not anybody follows.",
        "Öffentlich zu einer Straftat aufzurufen, ist strafbar, auch wenn niemand folgt.",
        "The text calls for an offence.",
        "Der Text ruft zu einer Straftat auf.",
        "VIOLENCE",
        "KEYWORD_INCITEMENT_VIOLENCE_HATRED",
        6,
    ),
    Ground(
        "§ 241 StGB",
        "Threat",
        "Bedrohung",
        "Threatening a person with an offence against life, body, sexual self-determination, freedom or things of value is an"
        " offence.",
        "Eine Person mit einer Tat gegen Leben, Körper, sexuelle Selbstbestimmung, Freiheit oder Sachen von Wert zu bedrohen,"
        " ist strafbar.",
        "The text threatens a person.",
        "Der Text bedroht eine Person.",
        "CYBER_VIOLENCE",
        "KEYWORD_CYBER_BULLYING_INTIMIDATION",
        6,
    ),
    Ground(
        "§ 238 StGB",
        "Stalking",
        "Nachstellung",
        "Following a person again and again, also online, in a way that can harm their life is an offence.",
        "Einer Person wiederholt, auch im Netz, so nachzustellen, dass es ihr Leben beeinträchtigen kann, ist strafbar.",
        "The text is part of following a person again and again against their will.",
        "Der Text gehört zu einem wiederholten Nachstellen gegen den Willen einer Person.",
        "CYBER_VIOLENCE",
        "KEYWORD_CYBER_STALKING",
    ),
    Ground(
        "§ 126a StGB",
        "Spreading personal data so as to endanger",
        "Gefährdendes Verbreiten personenbezogener Daten",
        "Publishing a person's data so that they or those close to them can become victims of an offence is an offence itself.",
        "Daten einer Person so zu verbreiten, dass sie oder ihr Nahestehende Opfer einer Straftat werden können, ist strafbar.",
        "The text publishes data of a person in a way that can put them in danger.",
        "Der Text verbreitet Daten einer Person auf eine Weise, die sie gefährden kann.",
        "CYBER_VIOLENCE",
        "KEYWORD_CYBER_HARASSMENT",
    ),
    Ground(
        "§ 201a StGB",
        "Intimate or helpless moments in pictures",
        "Verletzung des höchstpersönlichen Lebensbereichs durch Bildaufnahmen",
        "Spreading pictures of a person in a private room, in a helpless moment or naked without their consent is an offence.",
        "Bilder einer Person aus geschützten Räumen, in hilfloser Lage oder nackt ohne Einwilligung zu verbreiten, ist strafbar.",
        "The picture shows a person in a way that may only be shown with their consent.",
        "Das Bild zeigt eine Person so, wie es nur mit ihrer Einwilligung gezeigt werden darf.",
        "CYBER_VIOLENCE",
        "KEYWORD_NON_CONSENSUAL_IMAGE_SHARING",
    ),
    Ground(
        "§ 131 StGB",
        "Glorified violence",
        "Gewaltdarstellung",
        "Showing cruel violence in a way that glorifies or plays it down or that hurts human dignity is an offence.",
        "Grausame Gewalt verherrlichend, verharmlosend oder die Menschenwürde verletzend darzustellen, ist strafbar.",
        "What you published shows cruel violence in a way that glorifies it or hurts human dignity.",
        "Der Beitrag stellt grausame Gewalt verherrlichend oder die Menschenwürde verletzend dar.",
        "VIOLENCE",
        "",
    ),
    Ground(
        # Neither copies nor details: the text of a statement must not describe what may not even be kept (L:A9).
        "§§ 184b, 184c StGB",
        "Sexual depiction of minors",
        "Darstellung sexueller Inhalte mit Minderjährigen",
        "Spreading, offering and possessing such material is an offence.",
        "Verbreitung, Angebot und Besitz solcher Inhalte sind strafbar.",
        "What you published is not allowed by this law.",
        "Der Inhalt ist nach diesem Gesetz verboten.",
        "PROTECTION_OF_MINORS",
        "KEYWORD_CHILD_SEXUAL_ABUSE_MATERIAL",
        12,
    ),
    Ground(
        "§ 4 JMStV",
        "Not allowed where minors can see it",
        "Unzulässig nach dem Jugendmedienschutz",
        "Pornography and other content that harms the young may not be open to them.",
        "Pornografie und andere jugendgefährdende Inhalte dürfen Minderjährigen nicht zugänglich sein.",
        "What you published may not be shown where minors can see it.",
        "Der Inhalt darf nicht gezeigt werden, wo Minderjährige ihn sehen können.",
        "PROTECTION_OF_MINORS",
        "KEYWORD_AGE_SPECIFIC_RESTRICTIONS_MINORS",
    ),
    Ground(
        "Art. 2 (7) Reg. (EU) 2021/784",
        "Terrorist content",
        "Terroristische Inhalte",
        "Content that calls for, glorifies or instructs in terrorist offences, or solicits taking part in them, is illegal in the"
        " Union.",
        "Inhalte, die zu terroristischen Straftaten aufrufen, sie verherrlichen, dazu anleiten oder zur Beteiligung auffordern,"
        " sind in der Union verboten.",
        "What you published is terrorist content in the sense of this regulation.",
        "Der Inhalt ist ein terroristischer Inhalt im Sinne dieser Verordnung.",
        "RISK_FOR_PUBLIC_SECURITY",
        "KEYWORD_TERRORIST_CONTENT",
        12,
    ),
    Ground(
        "§ 263 StGB",
        "Fraud",
        "Betrug",
        "Deceiving others to get at their money or property is an offence, and so is the attempt.",
        "Andere zu täuschen, um an ihr Geld oder Vermögen zu kommen, ist strafbar, auch der Versuch.",
        "The text tries to get at the money or property of others by deceiving them.",
        "Der Text versucht, andere durch Täuschung um Geld oder Vermögen zu bringen.",
        "SCAMS_AND_FRAUD",
        "",
        6,
    ),
    Ground(
        "§§ 202a to 202c StGB",
        "Phishing and stolen access",
        "Phishing und ausgespähte Daten",
        "Getting at passwords or other people's data without leave, or preparing to, is an offence.",
        "Sich Passwörter oder fremde Daten unbefugt zu verschaffen oder das vorzubereiten, ist strafbar.",
        "The text tries to get at passwords or other people's data.",
        "Der Text versucht, an Passwörter oder fremde Daten zu kommen.",
        "SCAMS_AND_FRAUD",
        "KEYWORD_PHISHING",
        6,
    ),
    Ground(
        "Art. 6 GDPR",
        "Personal data without a legal ground",
        "Personenbezogene Daten ohne Rechtsgrundlage",
        "Data of a person may be published only with their consent or on another ground in the law.",
        "Daten einer Person dürfen nur mit ihrer Einwilligung oder aus einem anderen gesetzlichen Grund veröffentlicht werden.",
        "The text publishes data of a person without their consent and without another ground in the law.",
        "Der Text veröffentlicht Daten einer Person ohne ihre Einwilligung und ohne anderen gesetzlichen Grund.",
        "DATA_PROTECTION_AND_PRIVACY_VIOLATIONS",
        "KEYWORD_MISSING_PROCESSING_GROUND",
    ),
    Ground(
        "§ 22 KUG",
        "Right to one's own picture",
        "Recht am eigenen Bild",
        "Pictures of a person may be spread only with their consent; the law has few exceptions.",
        "Bildnisse dürfen nur mit Einwilligung der Abgebildeten verbreitet werden; das Gesetz kennt wenige Ausnahmen.",
        "The picture shows a person who has not agreed to that.",
        "Das Bild zeigt eine Person, die dem nicht zugestimmt hat.",
        "DATA_PROTECTION_AND_PRIVACY_VIOLATIONS",
        "KEYWORD_MISSING_PROCESSING_GROUND",
        2,
    ),
    Ground(
        "§§ 15 to 19a, 97 UrhG",
        "Copyright",
        "Urheberrecht",
        "Works of others may be copied and published only with their leave. Quoting with the source is allowed.",
        "Fremde Werke dürfen nur mit Erlaubnis vervielfältigt und veröffentlicht werden. Zitate mit Quelle sind erlaubt.",
        "What you published is a work of somebody else, shown without their leave.",
        "Der Beitrag enthält ein fremdes Werk ohne Erlaubnis.",
        "INTELLECTUAL_PROPERTY_INFRINGEMENTS",
        "KEYWORD_COPYRIGHT_INFRINGEMENT",
        2,
    ),
    Ground(
        "§ 14 MarkenG",
        "Trade mark",
        "Markenrecht",
        "Using a protected sign in trade without leave of its owner is not allowed.",
        "Ein geschütztes Zeichen darf im geschäftlichen Verkehr nicht ohne Zustimmung benutzt werden.",
        "The text uses a protected sign in trade without leave.",
        "Der Text benutzt ein geschütztes Zeichen geschäftlich ohne Zustimmung.",
        "INTELLECTUAL_PROPERTY_INFRINGEMENTS",
        "KEYWORD_TRADEMARK_INFRINGEMENT",
        2,
    ),
    Ground(
        "§ 5a (4) UWG",
        "Hidden advertising",
        "Schleichwerbung",
        "Whoever advertises for a return must make that plain.",
        "Wer gegen eine Gegenleistung wirbt, muss das kenntlich machen.",
        "The text advertises without saying so.",
        "Der Text wirbt, ohne das kenntlich zu machen.",
        "CONSUMER_INFORMATION",
        "KEYWORD_HIDDEN_ADVERTISEMENT",
        2,
    ),
    Ground(
        "§ 29 BtMG, § 52 WaffG",
        "Forbidden goods",
        "Verbotene Waren",
        "Trading in drugs or forbidden weapons, and offering them, is an offence.",
        "Mit Betäubungsmitteln oder verbotenen Waffen zu handeln und sie anzubieten, ist strafbar.",
        "The text offers goods that may not be traded.",
        "Der Text bietet Waren an, mit denen nicht gehandelt werden darf.",
        "UNSAFE_AND_PROHIBITED_PRODUCTS",
        "KEYWORD_PROHIBITED_PRODUCTS",
        6,
    ),
    Ground(
        "§ 17 TierSchG",
        "Cruelty to animals",
        "Tierquälerei",
        "Killing or hurting vertebrates without good cause is an offence, and so is calling for it.",
        "Wirbeltiere ohne vernünftigen Grund zu töten oder zu quälen, ist strafbar, ebenso der Aufruf dazu.",
        "What you published shows or calls for cruelty to animals.",
        "Der Beitrag zeigt Tierquälerei oder ruft dazu auf.",
        "ANIMAL_WELFARE",
        "KEYWORD_ANIMAL_HARM",
    ),
]
