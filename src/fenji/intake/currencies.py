"""Currencies of an order file: known, beside the right sign, named where there are several."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from fenji.intake.cells import quote
from fenji.intake.decided import header_currency
from fenji.intake.numbers import sign_fits
from fenji.intake.typed import FACTS, PROBLEMS_FOUND

if TYPE_CHECKING:
    from fenji.engines.engine import Engine
    from fenji.intake.orders import OrderFile

# ISO 4217, the circulating ones.
_WORLD = (
    "AED AFN ALL AMD ANG AOA ARS AUD AWG AZN BAM BBD BDT BGN BHD BIF BMD BND BOB BRL BSD BTN BWP BYN BZD CAD "
    "CDF CHF CLP CNH CNY COP CRC CUP CVE CZK DJF DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GNF "
    "GTQ GYD HKD HNL HTG HUF IDR ILS INR IQD IRR ISK JMD JOD JPY KES KGS KHR KMF KPW KRW KWD KYD KZT LAK LBP "
    "LKR LRD LSL LYD MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD OMR PAB "
    "PEN PGK PHP PKR PLN PYG QAR RON RSD RUB RWF SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL "
    "THB TJS TMT TND TOP TRY TTD TWD TZS UAH UGX USD UYU UZS VES VND VUV WST XAF XCD XOF XPF YER ZAR ZMW ZWL"
)
CURRENCIES = tuple(_WORLD.split())
NO_FRACTION = (
    "JPY",
    "KRW",
    "VND",
    "CLP",
    "ISK",
    "PYG",
    "UGX",
    "RWF",
    "XAF",
    "XOF",
    "XPF",
    "KMF",
    "GNF",
    "DJF",
    "BIF",
    "VUV",
)
_HEADERS = {"美元": "USD", "USD": "USD", "US$": "USD", "欧元": "EUR", "EUR": "EUR", "英镑": "GBP", "GBP": "GBP",
            "日元": "JPY", "JPY": "JPY", "港币": "HKD", "港元": "HKD", "HKD": "HKD", "人民币": "CNY", "CNY": "CNY",
            "RMB": "CNY"}  # fmt: skip


def check_currencies(engine: Engine, file: OrderFile, rows: str, name: str) -> None:
    """Rejects rows whose currency is unknown, missing among several, at odds with its sign, or too finely divided."""
    said = header_names(file.mapping.columns.get("amount", ""))
    if said and said != file.default_currency and not file.has("currency"):
        raise header_currency(said, file.default_currency, name)
    if "amount__sign" in _columns(engine):
        _reject(engine, file, "CURRENCY", f"NOT {sign_fits('f.amount__sign', 'r.currency')}", rows)
    if not file.has("currency"):
        if file.default_currency in NO_FRACTION:
            _reject(engine, file, "SCALE", "r.amount <> trunc(r.amount)", rows)
        return
    found = {row["code"] for row in engine.rows(f"SELECT DISTINCT currency AS code FROM {FACTS}")}
    if (found - {None}) - set(CURRENCIES):
        _reject(engine, file, "CURRENCY", f"f.currency NOT IN ({_listed(CURRENCIES)})", rows)
    known = found & set(CURRENCIES)
    if None in found and (len(known) > 1 or known - {file.default_currency}):
        _reject(engine, file, "CURRENCY_MISSING", "f.currency IS NULL", rows)
    if known & set(NO_FRACTION):
        fraction = f"r.currency IN ({_listed(NO_FRACTION)}) AND r.amount <> trunc(r.amount)"
        _reject(engine, file, "SCALE", fraction, rows)


def header_names(header: str) -> str | None:
    """The currency that a header names in brackets, if it names one.

    >>> header_names("金额(美元)"), header_names("amount (USD)"), header_names("金额(万元)"), header_names("金额")
    ('USD', 'USD', None, None)
    """
    found = re.search(r"[(（\[【]([^()（）\[\]【】]*)[)）\]】]", header)
    return _HEADERS.get(found[1].strip().upper()) if found else None


def _reject(engine: Engine, file: OrderFile, code: str, condition: str, rows: str) -> None:
    column = "amount" if code == "SCALE" or not file.has("currency") else "currency"
    header = file.mapping.columns.get(column, column)
    engine.run(
        f"INSERT INTO {PROBLEMS_FOUND} SELECT r.__row, {quote(header)}, '{code}', NULL FROM {rows} r "
        f"JOIN {FACTS} f ON f.__row = r.__row WHERE {condition}"
    )


def _columns(engine: Engine) -> set[str]:
    return {row["column_name"] for row in engine.rows(f"DESCRIBE {FACTS}")}


def _listed(codes: list[str] | tuple[str, ...]) -> str:
    return ", ".join(f"'{code}'" for code in codes)
