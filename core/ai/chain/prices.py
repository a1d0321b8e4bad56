"""What a question may weigh and cost, before it is asked; and what it did cost."""

import math
from dataclasses import dataclass
from decimal import Decimal

from core.ai.asking import Picture
from core.ai.providers import links
from core.ai.providers.links import Link
from core.settings import Settings

BYTES_PER_TOKEN = 3
"""Of UTF-8. Fewer than any tokenizer makes of ordinary English, Turkish or Russian."""
TOKENS_PER_PICTURE = 4000
"""And page of a document, at most, where its details are not looked at closely."""
TOKENS_AROUND = 32
"""What the wire itself adds."""
ASSUMED_IN = Decimal(5)
ASSUMED_OUT = Decimal(25)
"""US dollars for a million tokens of a cloud model that the price list does not know."""


@dataclass(frozen=True, slots=True)
class Price:
    """Millionths of a US dollar; `assumed` where the model's own price is not known."""

    amount: int
    assumed: bool = False


@dataclass(frozen=True, slots=True)
class Estimate:
    """What one question takes at most, and of which model: None is the offline reader."""

    tokens_in: int = 0
    tokens_out: int = 0
    price: int = 0
    """Millionths of a US dollar."""
    model: str | None = None
    assumed: bool = False
    """The price is a cautious guess."""


def tokens(*texts: str, picture: Picture | None = None) -> int:
    """How many tokens texts come to, rather too many than too few."""
    size = sum(len(text.encode("utf-8", "replace")) for text in texts)
    seen = TOKENS_PER_PICTURE * picture.pages if picture else 0
    return math.ceil(size / BYTES_PER_TOKEN) + seen + TOKENS_AROUND


def of(link: Link, settings: Settings, tokens_in: int, tokens_out: int) -> Price:
    """What so many tokens cost; nothing on the owner's own machines."""
    if not links.is_cloud(link, settings):
        return Price(0)
    listed = _listed(link, links.url(link, settings), tokens_in, tokens_out)
    dollars = listed
    if dollars is None:
        dollars = (ASSUMED_IN * tokens_in + ASSUMED_OUT * tokens_out) / 1_000_000
    return Price(math.ceil(dollars * 1_000_000), assumed=listed is None)


def _listed(link: Link, url: str, tokens_in: int, tokens_out: int) -> Decimal | None:
    """US dollars by the list that comes with the library, which never asks the network here."""
    import genai_prices

    usage = genai_prices.Usage(input_tokens=tokens_in, output_tokens=tokens_out)
    try:
        if link.provider == links.GOOGLE:
            return genai_prices.calc_price(usage, link.model, provider_id="google").total_price
        return genai_prices.calc_price(usage, link.model, provider_api_url=url).total_price
    except LookupError:
        return None
