"""A fresh site can be moderated at once: plain house rules and reasons, made once and the site's own from then on."""

from __future__ import annotations

from typing import Any

from moderation.decisions.models import Rule
from moderation.law import defaults as law
from moderation.reports.models import Reason
from moderation.sanctions.models import LadderStep

RULES: list[dict[str, Any]] = [
    {
        "number": 1,
        "points": 2,
        "category": "STATEMENT_CATEGORY_CYBER_VIOLENCE",
        "keyword": "KEYWORD_CYBER_BULLYING_INTIMIDATION",
        "title": "Be kind",
        "title_de": "Freundlich bleiben",
        "text": "Argue about the matter, not the person. No insults, no mockery, no following somebody around.",
        "text_de": "Über die Sache streiten, nicht über die Person. Keine Beleidigungen, kein Spott, kein Nachstellen.",
        "message": "Your words attack a person. You are welcome to write the same thing about the matter.",
        "message_de": "Der Text greift eine Person an. Zur Sache darf dasselbe gern noch einmal geschrieben werden.",
    },
    {
        "number": 2,
        "points": 4,
        "category": "STATEMENT_CATEGORY_VIOLENCE",
        "keyword": "",
        "title": "No threats, no violence",
        "title_de": "Keine Drohungen, keine Gewalt",
        "text": "No threats and no calls for violence, also not as a joke.",
        "text_de": "Keine Drohungen und keine Aufrufe zu Gewalt, auch nicht im Scherz.",
        "message": "The text can be understood as a threat. We do not leave that standing, whatever the reason for it.",
        "message_de": "Der Text kann als Drohung verstanden werden. Das lassen wir nicht stehen, gleich aus welchem Anlass.",
    },
    {
        "number": 3,
        "points": 4,
        "category": "STATEMENT_CATEGORY_ILLEGAL_OR_HARMFUL_SPEECH",
        "keyword": "KEYWORD_HATE_SPEECH",
        "title": "No hatred",
        "title_de": "Kein Hass",
        "text": "Nobody is put down for origin, skin, religion, sex, whom they love, age or disability.",
        "text_de": "Niemand wird wegen Herkunft, Hautfarbe, Religion, Geschlecht, Liebe, Alter oder Behinderung herabgesetzt.",
        "message": "The text puts down people for what they are.",
        "message_de": "Der Text setzt Menschen dafür herab, was sie sind.",
    },
    {
        "number": 4,
        "points": 2,
        "category": "STATEMENT_CATEGORY_OTHER_VIOLATION_TC",
        "keyword": "KEYWORD_GOODS_SERVICES_NOT_PERMITTED",
        "title": "No advertising",
        "title_de": "Keine Werbung",
        "text": "No advertising, no bought links, no mass messages. Showing your own work where it helps is fine.",
        "text_de": "Keine Werbung, keine gekauften Links, keine Massenbeiträge. Eigenes zu zeigen, wo es hilft, ist in Ordnung.",
        "message": "The text advertises something without adding to the conversation.",
        "message_de": "Der Text wirbt für etwas, ohne zum Gespräch beizutragen.",
    },
    {
        "number": 5,
        "points": 3,
        "category": "STATEMENT_CATEGORY_DATA_PROTECTION_AND_PRIVACY_VIOLATIONS",
        "keyword": "",
        "title": "Respect privacy and the law",
        "title_de": "Privates und Gesetze achten",
        "text": "No private data of others, no copies of others' work without leave, nothing illegal.",
        "text_de": "Keine privaten Daten anderer, keine fremden Werke ohne Erlaubnis, nichts Verbotenes.",
        "message": "The text shows something of somebody else that they have not agreed to show.",
        "message_de": "Der Text zeigt etwas von anderen, dem sie nicht zugestimmt haben.",
    },
    {
        "number": 6,
        "points": 1,
        "category": "STATEMENT_CATEGORY_OTHER_VIOLATION_TC",
        "keyword": "",
        "title": "Stay on the subject",
        "title_de": "Beim Thema bleiben",
        "text": "A thread stays with its question. New questions get a thread of their own, in the forum where they belong.",
        "text_de": "Ein Thema bleibt bei seiner Frage. Neue Fragen bekommen ein eigenes Thema, im passenden Forum.",
        "message": "This does not belong to the question of the thread. A thread of its own is welcome.",
        "message_de": "Das gehört nicht zur Frage des Themas. Ein eigenes Thema dafür ist willkommen.",
    },
]

# slug, label, German label, explanation, German explanation, severity, number of the rule, asks for words
REASONS: list[tuple[str, str, str, str, str, int, int | None, bool]] = [
    (
        "harassment",
        "Harassment",
        "Belästigung",
        "Insults, mockery or following somebody around.",
        "Beleidigung, Spott oder Nachstellen.",
        3,
        1,
        False,
    ),
    (
        "threat",
        "Threat of violence",
        "Gewaltdrohung",
        "Somebody could come to harm.",
        "Jemandem könnte etwas zustoßen.",
        4,
        2,
        False,
    ),
    (
        "hate",
        "Hatred",
        "Hass",
        "People are put down for what they are.",
        "Menschen werden dafür herabgesetzt, was sie sind.",
        4,
        3,
        False,
    ),
    (
        "spam",
        "Spam",
        "Werbung",
        "Advertising, bought links, mass messages.",
        "Werbung, gekaufte Links, Massenbeiträge.",
        2,
        4,
        False,
    ),
    (
        "privacy",
        "Private data",
        "Private Daten",
        "An address, a photo or a message somebody did not agree to.",
        "Adresse, Bild oder Nachricht ohne Zustimmung.",
        3,
        5,
        False,
    ),
    ("off-topic", "Off topic", "Am Thema vorbei", "It belongs elsewhere.", "Es gehört woanders hin.", 1, 6, False),
    (
        "other",
        "Something else",
        "Etwas anderes",
        "Please say what in your own words.",
        "Bitte in eigenen Worten sagen, was.",
        2,
        None,
        True,
    ),
]


# From so many points on, this is proposed: points, sanction, hours. Warnings end after 90 days with their points.
LADDER: list[tuple[int, str, int | None]] = [
    (1, "reminder", None),
    (2, "warning", None),
    (5, "hold", 7 * 24),
    (7, "read_only", 24),
    (9, "suspend", 24),
    (11, "suspend", 7 * 24),
    (13, "suspend", 30 * 24),
    (18, "ban", None),
]


def ensure(**kwargs: Any) -> None:
    """Receiver of post_migrate. A site that has rules or reasons already keeps exactly those."""
    using = kwargs.get("using", "default")
    law.ensure(using)
    if not Rule.objects.using(using).exists():
        Rule.objects.using(using).bulk_create([Rule(**fields) for fields in RULES])
    if not LadderStep.objects.using(using).exists():
        LadderStep.objects.using(using).bulk_create(
            [LadderStep(from_points=points, kind=kind, hours=hours) for points, kind, hours in LADDER]
        )
    if not Reason.objects.using(using).exists():
        rules = {rule.number: rule for rule in Rule.objects.using(using).all()}
        Reason.objects.using(using).bulk_create(
            [
                Reason(
                    slug=slug, label=label, label_de=label_de, help=text, help_de=text_de, severity=severity,
                    rule=rules.get(number) if number else None, needs_note=needs_note, position=position,
                )
                for position, (slug, label, label_de, text, text_de, severity, number, needs_note) in enumerate(REASONS, start=1)
            ]
        )  # fmt: skip
