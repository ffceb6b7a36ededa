"""The taxonomy of the DSA's transparency database (schema v2), as data: what content can be against, and how grave that is.

Two traps of the interface are left out on purpose: KEYWORD_STALKING is accepted but stands in no report (CYBER_STALKING
does), and KEYWORD_DANGEROUS_TOYS is refused. "Not specified by the authority" belongs to orders and is refused too.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

if TYPE_CHECKING:
    from django.utils.functional import _StrOrPromise

PREFIX = "STATEMENT_CATEGORY_"
NOT_SPECIFIED = f"{PREFIX}NOT_SPECIFIED_NOTICE"  # for notices only: the notifier does not know
OTHER_VIOLATION = f"{PREFIX}OTHER_VIOLATION_TC"  # for house rules only: nothing illegal
OTHER = "KEYWORD_OTHER"  # in every category that has keywords; a report asks for a description with it


@dataclass(frozen=True)
class Category:
    label: _StrOrPromise
    severity: int  # of a notice, as Reason.Severity
    keywords: Mapping[str, _StrOrPromise]


_OTHER = {OTHER: _("Something else of this kind")}

CATEGORIES: dict[str, Category] = {
    PREFIX + name: category
    for name, category in {
        "PROTECTION_OF_MINORS": Category(
            _("Harm to children and young people"),
            4,
            {
                "KEYWORD_CHILD_SEXUAL_ABUSE_MATERIAL": _("Depiction of sexual abuse of children"),
                "KEYWORD_CHILD_SEXUAL_ABUSE_MATERIAL_DEEPFAKE": _("Generated depiction of sexual abuse of children"),
                "KEYWORD_GROOMING_SEXUAL_ENTICEMENT_MINORS": _("Sexual approach to minors"),
                "KEYWORD_UNSAFE_CHALLENGES": _("Dangerous challenges"),
                "KEYWORD_AGE_SPECIFIC_RESTRICTIONS_MINORS": _("Not suitable for minors"),
            }
            | _OTHER,
        ),
        "VIOLENCE": Category(
            _("Violence"),
            4,
            {
                "KEYWORD_INCITEMENT_VIOLENCE_HATRED": _("Call for violence or hatred"),
                "KEYWORD_COORDINATED_HARM": _("Plan to harm others together"),
                "KEYWORD_HUMAN_EXPLOITATION": _("Exploitation of people"),
                "KEYWORD_HUMAN_TRAFFICKING": _("Trade in people"),
                "KEYWORD_TRAFFICKING_WOMEN_GIRLS": _("Trade in women and girls"),
            }
            | _OTHER,
        ),
        "SELF_HARM": Category(
            _("Self-harm"),
            4,
            {
                "KEYWORD_SUICIDE": _("Suicide"),
                "KEYWORD_SELF_MUTILATION": _("Self-injury"),
                "KEYWORD_CONTENT_PROMOTING_EATING_DISORDERS": _("Promotion of eating disorders"),
            }
            | _OTHER,
        ),
        "RISK_FOR_PUBLIC_SECURITY": Category(
            _("Danger to public security"),
            3,
            {
                "KEYWORD_TERRORIST_CONTENT": _("Terrorist content"),
                "KEYWORD_ILLEGAL_ORGANIZATIONS": _("Forbidden organisations and their signs"),
                "KEYWORD_RISK_PUBLIC_HEALTH": _("Danger to public health"),
                "KEYWORD_RISK_ENVIRONMENTAL_DAMAGE": _("Danger to the environment"),
            }
            | _OTHER,
        ),
        "ILLEGAL_OR_HARMFUL_SPEECH": Category(
            _("Hatred, defamation, discrimination"),
            3,
            {
                "KEYWORD_HATE_SPEECH": _("Incitement to hatred against a group"),
                "KEYWORD_DEFAMATION": _("Defamation"),
                "KEYWORD_DISCRIMINATION": _("Discrimination"),
            }
            | _OTHER,
        ),
        "CYBER_VIOLENCE": Category(
            _("Attacks on a person"),
            3,
            {
                "KEYWORD_CYBER_BULLYING_INTIMIDATION": _("Bullying, insult, intimidation"),
                "KEYWORD_CYBER_HARASSMENT": _("Harassment, also by publishing private data"),
                "KEYWORD_CYBER_STALKING": _("Stalking"),
                "KEYWORD_CYBER_INCITEMENT": _("Setting others on a person"),
                "KEYWORD_NON_CONSENSUAL_IMAGE_SHARING": _("Intimate images without consent"),
                "KEYWORD_NON_CONSENSUAL_MATERIAL_DEEPFAKE": _("Generated images of a person without consent"),
            }
            | _OTHER,
        ),
        "CYBER_VIOLENCE_AGAINST_WOMEN": Category(
            _("Attacks on women"),
            3,
            {
                "KEYWORD_BULLYING_AGAINST_GIRLS": _("Bullying of girls"),
                "KEYWORD_CYBER_HARASSMENT_AGAINST_WOMEN": _("Harassment of women"),
                "KEYWORD_CYBER_STALKING_AGAINST_WOMEN": _("Stalking of women"),
                "KEYWORD_INCITEMENT_AGAINST_WOMEN": _("Incitement to violence or hatred against women"),
                "KEYWORD_FEMALE_GENDERED_DISINFORMATION": _("False claims about women"),
                "KEYWORD_NON_CONSENSUAL_IMAGE_SHARING_AGAINST_WOMEN": _("Intimate images of women without consent"),
                "KEYWORD_NON_CONSENSUAL_MATERIAL_DEEPFAKE_AGAINST_WOMEN": _("Generated images of women without consent"),
            }
            | _OTHER,
        ),
        "DATA_PROTECTION_AND_PRIVACY_VIOLATIONS": Category(
            _("Privacy and data protection"),
            3,
            {
                "KEYWORD_MISSING_PROCESSING_GROUND": _("Personal data without consent or another ground"),
                "KEYWORD_RIGHT_TO_BE_FORGOTTEN": _("Right to be forgotten"),
                "KEYWORD_DATA_FALSIFICATION": _("False personal data"),
                "KEYWORD_BIOMETRIC_DATA_BREACH": _("Biometric data"),
            }
            | _OTHER,
        ),
        "INTELLECTUAL_PROPERTY_INFRINGEMENTS": Category(
            _("Copyright and other rights to works and names"),
            2,
            {
                "KEYWORD_COPYRIGHT_INFRINGEMENT": _("Copyright"),
                "KEYWORD_TRADEMARK_INFRINGEMENT": _("Trade mark"),
                "KEYWORD_DESIGN_INFRINGEMENT": _("Design"),
                "KEYWORD_PATENT_INFRINGEMENT": _("Patent"),
                "KEYWORD_TRADE_SECRET_INFRINGEMENT": _("Trade secret"),
                "KEYWORD_GEOGRAPHIC_INDICATIONS_INFRINGEMENT": _("Geographical indication"),
            }
            | _OTHER,
        ),
        "SCAMS_AND_FRAUD": Category(
            _("Fraud"),
            3,
            {
                "KEYWORD_PHISHING": _("Phishing"),
                "KEYWORD_IMPERSONATION_ACCOUNT_HIJACKING": _("Pretending to be somebody else, stolen account"),
                "KEYWORD_INAUTHENTIC_ACCOUNTS": _("Fake accounts"),
                "KEYWORD_INAUTHENTIC_LISTINGS": _("Fake offers"),
                "KEYWORD_INAUTHENTIC_USER_REVIEWS": _("Fake reviews"),
                "KEYWORD_PYRAMID_SCHEMES": _("Pyramid scheme"),
            }
            | _OTHER,
        ),
        "UNSAFE_AND_PROHIBITED_PRODUCTS": Category(
            _("Forbidden or dangerous products"),
            3,
            {
                "KEYWORD_PROHIBITED_PRODUCTS": _("Forbidden or restricted products"),
                "KEYWORD_UNSAFE_PRODUCTS": _("Dangerous products"),
            }
            | _OTHER,
        ),
        "CONSUMER_INFORMATION": Category(
            _("Consumers misled"),
            2,
            {
                "KEYWORD_HIDDEN_ADVERTISEMENT": _("Hidden advertising"),
                "KEYWORD_INSUFFICIENT_INFORMATION_ON_TRADERS": _("Missing information on the trader"),
                "KEYWORD_MISLEADING_INFO_GOODS_SERVICES": _("Misleading about goods or services"),
                "KEYWORD_MISLEADING_INFO_CONSUMER_RIGHTS": _("Misleading about the rights of consumers"),
                "KEYWORD_NONCOMPLIANCE_PRICING": _("Against the rules on prices"),
            }
            | _OTHER,
        ),
        "NEGATIVE_EFFECTS_ON_CIVIC_DISCOURSE_OR_ELECTIONS": Category(
            _("Elections and public debate"),
            2,
            {
                "KEYWORD_MISINFORMATION_DISINFORMATION": _("Disinformation and foreign interference"),
                "KEYWORD_VIOLATION_EU_LAW": _("Against Union law on elections"),
                "KEYWORD_VIOLATION_NATIONAL_LAW": _("Against national law on elections"),
            }
            | _OTHER,
        ),
        "ANIMAL_WELFARE": Category(
            _("Animal welfare"),
            2,
            {
                "KEYWORD_ANIMAL_HARM": _("Cruelty to animals"),
                "KEYWORD_UNLAWFUL_SALE_ANIMALS": _("Illegal sale of animals"),
            }
            | _OTHER,
        ),
        "OTHER_VIOLATION_TC": Category(
            _("Not illegal, but against the house rules"),
            2,
            {
                "KEYWORD_ADULT_SEXUAL_MATERIAL": _("Sexual material for adults"),
                "KEYWORD_NUDITY": _("Nudity"),
                "KEYWORD_AGE_SPECIFIC_RESTRICTIONS": _("Limits of age"),
                "KEYWORD_GEOGRAPHICAL_REQUIREMENTS": _("Limits of place"),
                "KEYWORD_GOODS_SERVICES_NOT_PERMITTED": _("Goods or services not allowed here"),
                "KEYWORD_LANGUAGE_REQUIREMENTS": _("Language"),
            }
            | _OTHER,
        ),
        "NOT_SPECIFIED_NOTICE": Category(_("Illegal, kind not named"), 3, {}),
    }.items()
}

# Life may hang on it, or the law gives an hour (L:A3, A6): graver than the rest of their category.
_GRAVE = frozenset({"KEYWORD_TERRORIST_CONTENT", "KEYWORD_CYBER_INCITEMENT", "KEYWORD_INCITEMENT_AGAINST_WOMEN"})
_MILDER = {"KEYWORD_AGE_SPECIFIC_RESTRICTIONS_MINORS": 3}


def severity_of(category: str, keyword: str = "") -> int:
    """How grave a notice of this kind is (Reason.Severity)."""
    if keyword in _GRAVE:
        return 4
    return _MILDER.get(keyword, CATEGORIES[category].severity)


def belongs(category: str, keyword: str) -> bool:
    """Whether the category exists and the keyword, where there is one, is its own."""
    return category in CATEGORIES and (not keyword or keyword in CATEGORIES[category].keywords)


def category_label(category: str, keyword: str = "") -> str:
    """In the reader's language; a code this house does not know stays as it is."""
    known = CATEGORIES.get(category)
    if known is None:
        return category
    if keyword in known.keywords and keyword != OTHER:
        return str(known.keywords[keyword])
    return str(known.label)


def headline(category: str, keyword: str = "") -> str:
    """The same in English, as a case keeps it."""
    with override("en"):
        return category_label(category, keyword)


def choices(*, without: tuple[str, ...]) -> list[tuple[str, _StrOrPromise]]:
    """Categories for a list to choose from; `without` are those that do not fit there."""
    return [(code, category.label) for code, category in CATEGORIES.items() if code not in without]


def keyword_choices() -> list[tuple[_StrOrPromise, list[tuple[str, _StrOrPromise]]]]:
    """Keywords grouped by category. What stands in every category comes once, last."""
    grouped = [
        (category.label, [(code, words) for code, words in category.keywords.items() if code != OTHER])
        for category in CATEGORIES.values()
        if category.keywords
    ]
    return [*grouped, (_("In every category"), [(OTHER, _OTHER[OTHER])])]
