"""Source code in colours: a short list of languages, and a dozen classes that a stylesheet can name."""

from functools import lru_cache
from html import escape

from pygments.lexers import get_lexer_by_name
from pygments.token import Comment, Generic, Keyword, Name, Number, Operator, String, _TokenType

# alias a member may write -> (name of the Pygments lexer, label shown). Only languages whose lexers stood the hostile
# inputs in the tests.
_SPOKEN = {
    "Bash": "bash sh shell zsh",
    "C": "c",
    "C#": "csharp c# cs",
    "C++": "cpp c++",
    "CSS": "css",
    "Dart": "dart",
    "Diff": "diff patch",
    "Dockerfile": "docker dockerfile",
    "Go": "go golang",
    "HTML": "html",
    "Haskell": "haskell hs",
    "INI": "ini conf cfg",
    "JSON": "json",
    "Java": "java",
    "JavaScript": "javascript js jsx",
    "Kotlin": "kotlin kt",
    "LaTeX": "latex tex",
    "Lua": "lua",
    "Makefile": "make makefile",
    "Nginx": "nginx",
    "PHP": "php",
    "Perl": "perl pl",
    "PowerShell": "powershell ps1",
    "Python": "python py python3",
    "R": "r",
    "Ruby": "ruby rb",
    "Rust": "rust rs",
    "SQL": "sql postgresql sqlite mysql",
    "Scala": "scala",
    "Swift": "swift",
    "TOML": "toml",
    "TypeScript": "typescript ts tsx",
    "XML": "xml svg",
    "YAML": "yaml yml",
}
LANGUAGES = {alias: (aliases.split()[0], label) for label, aliases in _SPOKEN.items() for alias in aliases.split()}
LABELS = frozenset(_SPOKEN)

_LONGEST_LINE = 200
_LONGEST_GAP = 20

_CLASSES: dict[_TokenType, str] = {
    Comment: "comment",
    Comment.Preproc: "meta",
    Keyword: "keyword",
    Keyword.Constant: "constant",
    Keyword.Type: "type",
    Operator.Word: "keyword",
    String: "string",
    Number: "number",
    Name.Attribute: "attribute",
    Name.Builtin: "builtin",
    Name.Class: "type",
    Name.Constant: "constant",
    Name.Decorator: "meta",
    Name.Exception: "type",
    Name.Function: "function",
    Name.Tag: "tag",
    Name.Variable: "variable",
    Generic.Deleted: "deleted",
    Generic.Inserted: "inserted",
    Generic.Heading: "meta",
    Generic.Subheading: "meta",
}
TOKEN_CLASSES = frozenset(f"tok-{name}" for name in _CLASSES.values())


def language(info: str) -> tuple[str, str] | None:
    """The lexer and the label for the word after the fence, if we know it."""
    words = info.split(maxsplit=1)
    return LANGUAGES.get(words[0].lower()) if words else None


def is_paintable(code: str) -> bool:
    """Lexers are regular expressions written for honest code: long lines and long gaps make some of them take seconds."""
    gap = 0
    for line in code.split("\n"):
        gap = 0 if line.strip() else gap + 1
        if gap > _LONGEST_GAP or len(line) > _LONGEST_LINE:
            return False
    return True


def paint(code: str, lexer_name: str) -> str:
    """Escaped code with ``<span class="tok-…">`` around what has a colour."""
    runs: list[tuple[str, list[str]]] = []
    # A new lexer each time: some keep notes about the text on themselves, and threads share modules.
    lexer = get_lexer_by_name(lexer_name, stripnl=False, ensurenl=False)
    for kind, value in lexer.get_tokens(code):
        name = _class_of(kind)
        if runs and (runs[-1][0] == name or not value.strip()):
            runs[-1][1].append(value)
        else:
            runs.append((name, [value]))
    return "".join(_span(name, "".join(values)) for name, values in runs)


def _span(name: str, text: str) -> str:
    return f'<span class="tok-{name}">{escape(text)}</span>' if name else escape(text)


@lru_cache(maxsize=256)
def _class_of(kind: _TokenType) -> str:
    step: _TokenType | None = kind
    while step is not None:
        if step in _CLASSES:
            return _CLASSES[step]
        step = step.parent
    return ""
