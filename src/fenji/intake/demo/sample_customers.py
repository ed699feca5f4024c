"""Who the simulated customers are: 1,500 or so persons and 500 companies, each with a rhythm of buying."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from fenji.intake.demo import sample_words as w
from fenji.intake.demo.columns import Flags, Floats, Ints, Words, choose, days, flags, labels, words

SOURCE = "simulated"
FIRST_DAY = int((np.datetime64("2023-01-01") - np.datetime64("1970-01-01")).astype(int))
DAYS = 731  # 2023 and 2024
LAST_DAY = FIRST_DAY + DAYS - 1


@dataclass(frozen=True)
class Rhythm:
    """How one group of customers buys: orders a month, yuan a month, and who they are."""

    name: str
    customers: int
    company_share: float
    orders: tuple[float, float]
    spend: tuple[float, float]
    grade: str


# The sample standard leaves the second, fourth, fifth, sixth and eighth of these groups without a grade when read
# literally: that its gaps are visible is what they are for.
RHYTHMS = (
    Rhythm("key", 50, 1.0, (11.5, 17.0), (6_000, 60_000), "VIP客户"),
    Rhythm("frequent, small", 16, 0.7, (11.0, 14.0), (2_000, 4_600), "普通客户"),
    Rhythm("regular", 125, 0.6, (5.3, 9.0), (1_300, 4_500), "普通客户"),
    Rhythm("regular, large", 28, 1.0, (5.5, 9.5), (6_000, 20_000), "VIP客户"),
    Rhythm("rare, large", 110, 0.85, (1.2, 3.5), (5_000, 20_000), "普通客户"),
    Rhythm("frequent, frugal", 24, 0.1, (5.2, 8.0), (400, 900), "普通客户"),
    Rhythm("casual", 1_252, 0.14, (0.1, 1.2), (60, 800), "潜在客户"),
    Rhythm("seldom, dear", 275, 0.12, (0.15, 0.8), (1_000, 2_500), "潜在客户"),
    Rhythm("lead", 120, 0.3, (0.0, 0.0), (1.0, 1.0), "潜在客户"),
)


@dataclass(frozen=True)
class People:
    """The customers as arrays of equal length; days count from 1970-01-01, money in 分."""

    ids: Words
    is_company: Flags
    rhythm: Ints
    place: Ints
    owner: Words
    source: Words
    registered: Ints
    first: Ints
    last: Ints
    orders_a_month: Floats
    cents_an_order: Floats
    trend: Floats
    engagement: Floats
    days_late: Floats
    terms: Ints
    referrer: Ints

    def __len__(self) -> int:
        return len(self.ids)


def make_people(random: np.random.Generator) -> People:
    """Everything about the customers that what they do depends on."""
    rhythm = random.permutation(np.repeat(np.arange(len(RHYTHMS)), [r.customers for r in RHYTHMS]))
    rows = len(rhythm)
    is_company = random.random(rows) < np.array([r.company_share for r in RHYTHMS])[rhythm]
    place = random.choice(len(w.PLACES), rows, p=np.array(w.PLACE_WEIGHTS) / sum(w.PLACE_WEIGHTS))
    registered = _registered(random, rows)
    first = np.maximum(registered, FIRST_DAY)
    rate, ticket = _rates(random, rhythm)
    is_late = is_company & (random.random(rows) < 0.22)
    source = np.where(
        is_company,
        choose(random, w.SOURCES, rows, w.COMPANY_SOURCE_WEIGHTS),
        choose(random, w.SOURCES, rows, w.PERSON_SOURCE_WEIGHTS),
    )
    return People(
        ids=labels("C", np.arange(1, rows + 1), 5),
        is_company=is_company,
        rhythm=rhythm,
        place=place,
        owner=_owners(random, place),
        source=source,
        registered=registered,
        first=first,
        last=_last_days(random, first, rhythm),
        orders_a_month=rate,
        cents_an_order=ticket,
        trend=np.exp(random.normal(0.05, 0.35, rows)),
        engagement=np.clip(random.beta(2.0, 2.5, rows) + np.where(rhythm < 5, 0.15, 0.0), 0.0, 1.0),
        days_late=np.where(is_late, random.gamma(2.0, 14.0, rows), random.normal(-4.0, 3.0, rows)),
        terms=random.choice(np.array([15, 30, 30, 45, 60]), rows),
        referrer=_referrers(random, registered, source),
    )


def customers(people: People, random: np.random.Generator) -> pa.Table:
    """The customer list as a sales department keeps it, with some unknown here and there."""
    rows = len(people)
    company = people.is_company
    is_male = random.random(rows) < 0.56
    born = FIRST_DAY + DAYS - (365.25 * np.clip(random.normal(36.0, 11.0, rows), 18.0, 78.0)).astype(np.int64)
    trade = random.choice(len(w.TRADES), rows, p=np.array(w.TRADE_WEIGHTS) / sum(w.TRADE_WEIGHTS))
    persons = person_names(random, is_male)
    names = np.where(company, company_names(random, people.place, trade), persons)
    size = np.array(w.SIZES, dtype=object)[np.clip(random.poisson(np.where(people.rhythm < 5, 1.6, 0.7)), 0, 3)]
    number = np.arange(1, rows + 1)

    def unknown(share: float) -> Flags:
        return random.random(rows) < share

    def of_persons(choices: tuple[str, ...], weights: tuple[float, ...] = (), share: float = 0.12) -> pa.Array:
        return words(choose(random, choices, rows, weights), company | unknown(share))

    columns = {
        "customer_id": words(people.ids),
        "source": words([SOURCE] * rows),
        "kind": words(np.where(company, "company", "person").astype(object)),
        "name": words(names),
        "mobile": words(labels("1990000", number, 4), unknown(0.02)),
        "landline": words(_landlines(people.place, number), np.where(company, unknown(0.1), unknown(0.8))),
        "email": words(_emails(number, company), unknown(0.14)),
        "wechat": words(labels("fj_wx_", number, 5), unknown(0.1)),
        "wecom_id": words(labels("wm_sim_", number, 6), unknown(0.35)),
        "company_code": words(labels("SIM-", number, 14), ~company),
        "country": words(["中国"] * rows),
        **_places(people.place, random),
        "industry": words(np.array([t[0] for t in w.TRADES], dtype=object)[trade], ~company | unknown(0.04)),
        "size": words(size, ~company | unknown(0.06)),
        "customer_source": words(people.source, unknown(0.03)),
        "registered_on": days(people.registered),
        "owner": words(people.owner, unknown(0.03)),
        "department": words(np.array([p[4] for p in w.PLACES], dtype=object)[people.place]),
        "gender": words(np.where(is_male, "男", "女").astype(object), company | unknown(0.05)),
        "born_on": days(born, company | unknown(0.15)),
        "age_band": words(_age_bands(born), company | unknown(0.04)),
        "income": of_persons(w.INCOMES, (12, 30, 34, 19, 5)),
        "education": of_persons(w.EDUCATIONS, (14, 28, 42, 14, 2)),
        "household_size": of_persons(("1", "2", "3", "4", "5+"), (18, 25, 34, 16, 7), 0.2),
        "interests": of_persons(w.INTERESTS),
        "attitudes": of_persons(w.ATTITUDES),
        "lifestyle": of_persons(w.LIFESTYLES),
        "parent_id": _parents(people, random),
        "existing_grade": words(_grades(people, random), unknown(0.08)),
        "note": words(
            np.where(company, choose(random, w.COMPANY_NOTES, rows), choose(random, w.PERSON_NOTES, rows)),
            unknown(0.12),
        ),
        "is_listed": flags(True, rows),
    }
    return pa.table(columns)


def contacts(people: People, random: np.random.Generator) -> pa.Table:
    """One or two persons to speak to in every company."""
    firms = np.flatnonzero(people.is_company)
    of = np.sort(np.concatenate([firms, firms[random.random(len(firms)) < 0.5]]))
    rows = len(of)
    is_first = np.concatenate([[True], of[1:] != of[:-1]])
    number = np.arange(1, rows + 1)
    titles = ("采购经理", "总经理", "IT主管", "财务主管", "行政主管")
    columns = {
        "contact_id": words(labels("P", number, 5)),
        "customer_id": words(people.ids[of]),
        "name": words(person_names(random, random.random(rows) < 0.55)),
        "title": words(choose(random, titles, rows)),
        "mobile": words(labels("1990001", number, 4)),
        "email": words(labels("contact", number, 4) + "@example.com", random.random(rows) < 0.1),
        "wechat": words(labels("fj_lx_", number, 5), random.random(rows) < 0.2),
        "is_primary": pa.array(is_first, pa.bool_()),
        "note": words(choose(random, w.CONTACT_NOTES, rows), random.random(rows) < 0.3),
        "source": words([SOURCE] * rows),
    }
    return pa.table(columns)


def person_names(random: np.random.Generator, is_male: Flags) -> Words:
    """Common surnames with common given names, put together by chance."""
    rows = len(is_male)
    given = np.where(is_male, choose(random, w.MALE_NAMES, rows), choose(random, w.FEMALE_NAMES, rows))
    names: Words = choose(random, w.SURNAMES, rows, w.SURNAME_WEIGHTS) + given
    return names


def company_names(random: np.random.Generator, place: Ints, trade: Ints) -> Words:
    """City, made-up brand, trade."""
    rows = len(place)
    city = np.array([p[1].removesuffix("市") for p in w.PLACES], dtype=object)[place]
    brand = choose(random, w.BRAND_FIRST, rows) + choose(random, w.BRAND_SECOND, rows)
    names: Words = city + brand + np.array([t[1] for t in w.TRADES], dtype=object)[trade]
    return names


def _registered(random: np.random.Generator, rows: int) -> Ints:
    before = FIRST_DAY - random.integers(1, 4 * 365, rows)
    within = FIRST_DAY + random.integers(0, DAYS - 40, rows)
    return np.where(random.random(rows) < 0.55, before, within).astype(np.int64)


def _last_days(random: np.random.Generator, first: Ints, rhythm: Ints) -> Ints:
    """The last day a customer may buy: a fifth of them leave, fewer among the large ones."""
    leaves = random.random(len(first)) < np.where(rhythm < 5, 0.14, 0.24)
    stay = (random.beta(1.5, 1.2, len(first)) * (LAST_DAY - first)).astype(np.int64)
    return np.where(leaves, first + stay, LAST_DAY).astype(np.int64)


def _rates(random: np.random.Generator, rhythm: Ints) -> tuple[Floats, Floats]:
    low, high = np.array([r.orders for r in RHYTHMS])[rhythm].T
    least, most = np.array([r.spend for r in RHYTHMS])[rhythm].T
    orders = low + (high - low) * random.random(len(rhythm)) ** 1.3
    spend = least * (most / least) ** random.random(len(rhythm))
    return orders, 100.0 * spend / np.maximum(orders, 0.05)


def _referrers(random: np.random.Generator, registered: Ints, source: Words) -> Ints:
    """For customers who came by referral (转介绍), an earlier customer who sent them; otherwise -1."""
    order = np.argsort(registered, kind="stable")
    rank = np.empty_like(order)
    rank[order] = np.arange(len(order))
    earlier = order[(random.random(len(order)) ** 0.5 * rank).astype(np.int64)]
    return np.where((source == "转介绍") & (rank > 0), earlier, -1)


def _owners(random: np.random.Generator, place: Ints) -> Words:
    teams = [w.OWNERS[p[4]] for p in w.PLACES]
    draw = random.random(len(place))
    return np.array(
        [teams[p][int(d * len(teams[p]))] for p, d in zip(place.tolist(), draw.tolist(), strict=True)], dtype=object
    )


def _places(place: Ints, random: np.random.Generator) -> dict[str, pa.Array]:
    draw = random.random(len(place)).tolist()
    district = [w.PLACES[p][3][int(d * len(w.PLACES[p][3]))] for p, d in zip(place.tolist(), draw, strict=True)]
    street = choose(random, w.STREETS, len(place))
    house = random.integers(1, 400, len(place)).tolist()
    return {
        "province": words([w.PLACES[p][0] for p in place.tolist()]),
        "city": words([w.PLACES[p][1] for p in place.tolist()]),
        "district": words(district, random.random(len(place)) < 0.05),
        "address": words([f"{s}{h}号" for s, h in zip(street, house, strict=True)], random.random(len(place)) < 0.08),
    }


def _landlines(place: Ints, number: Ints) -> list[str]:
    return [f"{w.PLACES[p][2]}-5550{n:04d}" for p, n in zip(place.tolist(), number.tolist(), strict=True)]


def _emails(number: Ints, company: Flags) -> list[str]:
    box = np.where(company, "sales", "user").tolist()
    return [f"{b}{n:05d}@example.com" for b, n in zip(box, number.tolist(), strict=True)]


def _age_bands(born: Ints) -> Words:
    names = np.array(["18–24", "25–34", "35–44", "45–54", "55+"], dtype=object)
    age = (LAST_DAY - born) / 365.25
    return names[np.digitize(age, [25, 35, 45, 55])]


def _parents(people: People, random: np.random.Generator) -> pa.Array:
    firms = np.flatnonzero(people.is_company)
    heads = firms[people.rhythm[firms] == 0][:20]
    parent = np.full(len(people), None, dtype=object)
    children = random.permutation(firms[people.rhythm[firms] > 1])[:60]
    parent[children] = people.ids[random.choice(heads, len(children))]
    return words(parent)


def _grades(people: People, random: np.random.Generator) -> Words:
    given = np.array([r.grade for r in RHYTHMS], dtype=object)[people.rhythm]
    guess = choose(random, ("VIP客户", "普通客户", "潜在客户"), len(people), (1, 4, 10))
    return np.where(random.random(len(people)) < 0.82, given, guess)
