"""The grammar of asking for a person, written over the letters of roles (see `vocabulary`).

A message becomes a text with one letter per phrase, "|" between sentences and "," between
clauses: "Hi, can I talk to an agent?" is `l,ffTffA|`. The patterns below are ordinary regular
expressions over that text. Every repetition is bounded, so the work grows with the length of the
message and not faster.
"""

import re
from dataclasses import dataclass

_SMALL = "[flM]"
_NEAR = f"{_SMALL}{{0,3}}"
_GAP = f"{_SMALL}{{0,4}}(?:x{_SMALL}{{0,2}}){{0,2}}"

_HUMAN = "(?:[mH]{1,2}[AHPSs]|[APSs]f?[mH]|H)"
_AGENT = f"(?:{_HUMAN}|[Ss]?A{{1,3}}s?)"
_ANYONE = f"(?:{_AGENT}|P[AP]?|[Ss])"
_END = r"(?=[lM]{0,3}(?:[|,]|\Z))"
_NO_COMPOUND = "(?![xXBQ])"
_EDGE = "[lf|,]{0,8}"

# What stands before a match and takes the request out of it.
_DENIED = r"(?:R[fMlxTKCk]{0,4}|N[fl]?|D[flx]{0,2}|n)\Z"
_DENIED_OR_YOU = _DENIED + r"|Yf?\Z"
_ASKS_WHEN = _DENIED + r"|Q[^|]{0,8}\Z"
_ASKS_HOW = _DENIED + r"|[Qh][^|]{0,8}\Z"
_OF_A_THING = _DENIED + r"|X\Z"
_NOTHING = "(?!)"
# The same behind a match, where the verb comes last.
_DENIED_AFTER = "[flWTC]{0,2}[RND]"


@dataclass(frozen=True, slots=True)
class Rule:
    """A way of asking. `name` is what a supervisor reads; `before` and `after` call it off."""

    name: str
    pattern: re.Pattern[str]
    before: re.Pattern[str]
    after: re.Pattern[str]


def _rule(name: str, pattern: str, before: str = _DENIED, after: str = _NOTHING) -> Rule:
    return Rule(name, re.compile(pattern), re.compile(before), re.compile(after))


RULES = (
    _rule("asks for a person", "Z"),
    _rule("ask + person", f"T{_GAP}{_ANYONE}", before=_DENIED_OR_YOU),
    _rule("connect + person", f"J{_GAP}{_ANYONE}"),
    _rule("connect + person", f"C{_NEAR}(?:{_AGENT}|S)|C{_NEAR}Mf{{0,3}}[Ps]"),
    _rule("connect me", rf"\A{_EDGE}J[lfM|,]{{0,6}}\Z"),
    _rule("call me", rf"\A[lfY|,]{{0,8}}[Kk]Mf?{_EDGE}\Z"),
    _rule("contact + person", f"[Kk]{_NEAR}{_AGENT}|K{_NEAR}P", before=_ASKS_WHEN),
    _rule("contact + service", f"K{_NEAR}[Ss]", before=_ASKS_HOW),
    _rule("want + person", f"W{_NEAR}{_AGENT}{_NO_COMPOUND}", before=_DENIED_OR_YOU),
    _rule("want + person", f"W{_NEAR}V{_NEAR}{_AGENT}{_NO_COMPOUND}", before=_DENIED_OR_YOU),
    _rule("want + person", f"W{_NEAR}(?:P[AP]?|S)(?:{_END}|f{{0,3}}[VTKk])", before=_DENIED_OR_YOU),
    _rule("is there + person", f"E{_NEAR}{_HUMAN}{_NO_COMPOUND}"),
    _rule("is there + person", f"E{_NEAR}{_ANYONE},?f{{0,5}}[TKVO]"),
    _rule("person to talk to", f"(?:P|{_AGENT}),?f{{1,4}}Tf{{0,2}}{_END}", before=_DENIED_OR_YOU),
    _rule("person + help me", f"{_AGENT}(?:[fl]{{0,3}}[VKk]f?M|[fl]{{0,2}}M[VKk])"),
    _rule("person + help me", f"P{_NEAR}[VKk]f?M?{_END}"),
    _rule("no bot", f"R[fMlWTKCx]{{0,4}}B(?!f?[xXQ])|[Nn]f?B{_END}", before=_NOTHING),
    _rule("no bot", "Rf{0,2}Tf{0,2}Y", before=_NOTHING),
    _rule("person alone", rf"\A{_EDGE}(?:{_AGENT}|S)[lf|,HASVO]{{0,8}}\Z"),
    _rule("person alone", rf"\A{_EDGE}(?:l[f|,]{{0,2}}P|P[|,]?l){_EDGE}\Z"),
    _rule("person alone", rf"(?:\A|\|)[lf,]{{0,4}}(?:{_HUMAN}|[Ss]?A{{1,2}}(?=,?l)){_END}"),
    _rule("person alone", r"(?:\A|\|)[l,]{0,4}[Ss]?A{1,2}[l,]{0,4}(?=\||\Z)"),
    _rule("person alone", rf",[lf]{{0,4}}(?:{_HUMAN}|[Ss]?A{{1,2}})(?=l){_END}"),
)

VERB_AFTER_RULES = (
    _rule("ask + person", f"{_ANYONE}{_GAP}T", after=_DENIED_AFTER),
    _rule("connect + person", f"{_ANYONE}{_NEAR}[JC]", before=_OF_A_THING, after=_DENIED_AFTER),
    _rule("contact + person", f"{_ANYONE}{_NEAR}K", before=_ASKS_HOW, after=_DENIED_AFTER),
    _rule("call + person", f"(?:{_AGENT}|[Ss]){_NEAR}k", before=_ASKS_HOW, after=_DENIED_AFTER),
    _rule("person + help me", f"Mf{{0,2}}(?:{_AGENT}|P){_NEAR}[VKk]", after=_DENIED_AFTER),
    _rule("no bot", f"Bf{{0,3}}(?:T{_SMALL}{{0,2}})?[RN]", before=_NOTHING),
)

WISH_AFTER_RULES = (
    _rule("want + person", f"(?:{_AGENT}|S){_NEAR}W", after=_DENIED_AFTER),
    _rule("is there + person", f"{_HUMAN}{_NEAR}E", after=_DENIED_AFTER),
)

RULES_BY_VERB = {
    "before": RULES,
    "both": (*RULES, *VERB_AFTER_RULES),
    "after": (*RULES, *VERB_AFTER_RULES, *WISH_AFTER_RULES),
}
