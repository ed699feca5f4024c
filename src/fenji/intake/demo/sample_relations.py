"""How the simulated seller and its customers meet: calls, visits, chats, tickets, answers, campaigns."""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from fenji.intake.demo import sample_words as w
from fenji.intake.demo.columns import Floats, Ints, Words, choose, days, decimals, instants, labels, words
from fenji.intake.demo.sample_customers import FIRST_DAY, LAST_DAY, SOURCE, People
from fenji.intake.demo.sample_orders import DAY, END, Orders


def interaction_table(people: People, random: np.random.Generator) -> pa.Table:
    """Calls, messages, visits and shares; a share names the customer it brought (转介绍)."""
    span = (people.last - people.first + 1) / 30.4375
    weight = np.where(people.rhythm < 5, 1.6, 0.55)
    of = np.repeat(np.arange(len(people)), random.poisson(span * weight * (0.15 + people.engagement)))
    kind = np.where(
        people.is_company[of],
        choose(random, w.KINDS, len(of), w.COMPANY_KIND_WEIGHTS),
        choose(random, w.KINDS, len(of), w.PERSON_KIND_WEIGHTS),
    )
    at = _within(people, of, random)
    brought = np.flatnonzero((people.referrer >= 0) & (people.registered >= FIRST_DAY))
    referred = np.concatenate([np.full(len(of), None, dtype=object), people.ids[brought]])
    of = np.concatenate([of, people.referrer[brought]])
    kind = np.concatenate([kind, np.full(len(brought), "分享", dtype=object)])
    at = np.concatenate([at, people.registered[brought] * DAY + random.integers(30_000, 75_000, len(brought))])
    inbound = np.isin(kind, w.INBOUND) | (random.random(len(of)) < 0.35)
    columns = {
        "interaction_id": words(labels("IT", np.arange(1, len(of) + 1), 6)),
        "source": words([SOURCE] * len(of)),
        "customer_id": words(people.ids[of]),
        "kind": words(kind),
        "happened_at": instants(at),
        "happened_on": days(at // DAY),
        "channel": words(_channels(kind)),
        "direction": words(np.where(inbound, "in", "out").astype(object)),
        "owner": words(people.owner[of], np.isin(kind, ("网站访问", "社交媒体", "短信"))),
        "subject": words(np.where(referred != None, "转介绍新客户", _subjects(kind, random))),  # noqa: E711
        "referred_customer_id": words(referred),
    }
    return pa.table(columns)


def feedback_table(people: People, orders: Orders, random: np.random.Generator) -> pa.Table:
    """Survey answers, reviews, tickets and complaints, some days after an order; late deliveries cost points."""
    bought = np.flatnonzero((orders.customer >= 0) & ~orders.is_cancelled)
    asked = bought[random.random(len(bought)) < np.where(orders.is_company[bought], 0.06, 0.14)]
    of, rows = orders.customer[asked], len(asked)
    kind = choose(random, ("survey", "review", "ticket", "complaint"), rows, (42, 26, 26, 6))
    at = np.minimum(orders.at[asked] + random.integers(DAY, 14 * DAY, rows), END - 1)
    mood = np.clip(0.62 + 0.3 * people.engagement[of] + random.normal(0.0, 0.18, rows), 0.0, 1.0)
    mood = np.where(kind == "complaint", mood * 0.4, mood)
    most = np.where(kind == "review", 5, 10)
    score = 1 + np.rint(mood * (most - 1)).astype(np.int64)
    topic = choose(random, w.TOPICS, rows)
    needs_help = np.isin(kind, ("ticket", "complaint"))
    solved = at + random.gamma(1.5, 1.2 * DAY, rows).astype(np.int64) + 1_800
    no_score = (kind == "ticket") & (random.random(rows) < 0.5)
    columns = {
        "feedback_id": words(labels("FB", np.arange(1, rows + 1), 6)),
        "source": words([SOURCE] * rows),
        "customer_id": words(people.ids[of]),
        "kind": words(kind),
        "given_at": instants(at),
        "given_on": days(at // DAY),
        "score": decimals(score * 100, 9, 2, no_score),
        "score_max": decimals(most.astype(np.int64) * 100, 9, 2, no_score),
        "question": words(choose(random, ("您对本次购买满意吗？", "您愿意推荐我们吗？"), rows), kind != "survey"),
        "text": words(_texts(kind, mood, topic, random), random.random(rows) < 0.1),
        "topic": words(topic),
        "resolved_at": instants(solved, ~needs_help | (solved >= END)),
        "may_quote": pa.array(
            np.zeros(rows, bool), mask=np.arange(rows) % 4 > 0
        ),  # one in four was asked, and declined
    }
    return pa.table(columns)


def touch_table(people: People, random: np.random.Generator) -> pa.Table:
    """Who got which campaign, by which channel, and who answered within the week."""
    chosen_of, sent_of, names_of = [], [], []
    for month, day, name in w.CAMPAIGNS:
        first = np.datetime64("2023-01", "M") + (month - 1)
        day_sent = int(first.astype("datetime64[D]").astype(np.int64)) + day - 1
        reachable = np.flatnonzero((people.registered < day_sent) & (people.last >= day_sent))
        companies_only = "企业" in name
        chosen = reachable[
            (random.random(len(reachable)) < 0.38) & (people.is_company[reachable] | (not companies_only))
        ]
        chosen_of.append(chosen)
        sent_of.append(np.full(len(chosen), day_sent))
        names_of.append(np.full(len(chosen), name, dtype=object))
    of, sent = np.concatenate(chosen_of), np.concatenate(sent_of)
    rows = len(of)
    at = sent * DAY + 10 * 3_600 + random.integers(0, 1_200, rows)
    answered = at + random.exponential(1.2 * DAY, rows).astype(np.int64) + 60
    silent = (random.random(rows) > 0.04 + 0.42 * people.engagement[of] ** 1.5) | (answered >= END)
    columns = {
        "touch_id": words(labels("TC", np.arange(1, rows + 1), 6)),
        "source": words([SOURCE] * rows),
        "customer_id": words(people.ids[of]),
        "campaign": words(np.concatenate(names_of)),
        "channel": words(choose(random, ("短信", "微信", "邮件", "电话"), rows, (40, 35, 17, 8))),
        "sent_at": instants(at),
        "sent_on": days(sent),
        "responded_at": instants(answered, silent),
        "response": words(choose(random, ("已点击", "已下单", "已回复", "已领券"), rows, (45, 20, 15, 20)), silent),
    }
    return pa.table(columns)


def _within(people: People, of: Ints, random: np.random.Generator) -> Ints:
    """Instants in office hours while the customer is with us."""
    day = people.first[of] + (random.random(len(of)) * (people.last - people.first + 1)[of]).astype(np.int64)
    return np.minimum(day, LAST_DAY) * DAY + random.integers(9 * 3_600, 20 * 3_600, len(of))


def _channels(kind: Words) -> Words:
    return np.array([w.CHANNELS[name] for name in kind.tolist()], dtype=object)


def _subjects(kind: Words, random: np.random.Generator) -> Words:
    draw = random.random(len(kind)).tolist()
    picked = [w.SUBJECTS[k][int(d * len(w.SUBJECTS[k]))] for k, d in zip(kind.tolist(), draw, strict=True)]
    return np.array(picked, dtype=object)


def _texts(kind: Words, mood: Floats, topic: Words, random: np.random.Generator) -> Words:
    rows = len(kind)
    answer = np.where(mood > 0.55, choose(random, w.GOOD_TEXTS, rows), choose(random, w.POOR_TEXTS, rows))
    asked = choose(random, w.TICKET_TEXTS, rows).tolist()
    ticket = np.array([a.format(topic=t) for a, t in zip(asked, topic.tolist(), strict=True)], dtype=object)
    return np.where(np.isin(kind, ("ticket", "complaint")), ticket, answer)
