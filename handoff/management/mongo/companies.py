"""Which company of ours a document belongs to. Nothing is guessed: somebody says it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from handoff.accounts.models import Company


class NotSaid(Exception):
    """The options leave it open which company is meant; the text says what to add."""


class Companies:
    """The dump's ids of companies and ours. `named` holds what `--map` says; `default` takes what
    is not named: all of it without `--map`, else only what names no company."""

    def __init__(self, default: Company | None, named: Mapping[str, Company]) -> None:
        self.default = default
        self.named = named

    @property
    def ids(self) -> set[int]:
        """Ours, whose rows may be written and looked at."""
        companies = [*self.named.values(), *([self.default] if self.default else [])]
        return {company.pk for company in companies}

    def of(self, dump_id: str) -> Company | None:
        if dump_id and self.named:
            return self.named.get(dump_id)
        return self.default

    def save_new(self) -> None:
        """Make the company that `--create-as` names, if it is not there yet."""
        if self.default and self.default._state.adding:
            self.default.save()

    def check(self, counts: Mapping[str, int]) -> None:
        """Raises `NotSaid` if everything would go to one company though the dump has several."""
        several = {dump_id: count for dump_id, count in counts.items() if dump_id}
        if not self.named and len(several) > 1:
            listed = ", ".join(f"{dump_id} ({count:,})" for dump_id, count in several.items())
            raise NotSaid(
                f"The dump holds documents of {len(several)} companies: {listed}. Say where each "
                "belongs with --map ID=SLUG; what is not named so is left out."
            )


def chosen(slug: str, pairs: Iterable[str], *, make_as: str) -> Companies:
    """What `--company`, `--map` and `--create-as` say. Raises `NotSaid`."""
    named = {}
    for pair in pairs:
        dump_id, separator, wanted = pair.rpartition("=")
        if not (separator and dump_id.strip() and wanted.strip()):
            raise NotSaid(f"--map takes ID=SLUG, as in --map 64a1f0…=hotel-abc, not {pair!r}.")
        named[dump_id.strip()] = _existing(wanted.strip())
    if not slug and not named:
        raise NotSaid("Say into which company: --company SLUG, or --map ID=SLUG for each.")
    default = None
    if slug:
        default = _existing_or_new(slug, make_as) if make_as else _existing(slug)
    return Companies(default, named)


def _existing(slug: str) -> Company:
    company = Company.objects.filter(slug=slug).first()
    if company is None:
        raise NotSaid(
            f"There is no company {slug!r}. Make it in the admin, or let --create-as NAME make it."
        )
    return company


def _existing_or_new(slug: str, name: str) -> Company:
    """The company, or one that is not saved yet. Raises `ValidationError`."""
    company = Company.objects.filter(slug=slug).first()
    if company is None:
        company = Company(slug=slug, name=name)
        company.full_clean()
    return company
