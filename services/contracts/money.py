"""Money on the wire: integer minor units and an ISO 4217 currency. Never a float."""

from decimal import Decimal
from typing import Annotated

from pydantic import StringConstraints

from services.contracts.wire import Wire

Currency = Annotated[str, StringConstraints(pattern=r"^[A-Z]{3}$")]


class Money(Wire):
    """An amount in minor units (cents). Negative where a balance or an entry may be."""

    minor: int
    currency: Currency = "EUR"

    @property
    def major(self) -> Decimal:
        """The amount in major units, two decimals: 103280 is 1032.80."""
        return Decimal(self.minor).scaleb(-2)

    def __str__(self) -> str:
        return f"{self.major:,.2f} {self.currency}"
