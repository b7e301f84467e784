"""Whether the log and the records are what was sealed, and fit each other and the rows that the program shows."""

from collections.abc import Sequence
from dataclasses import dataclass

from council.chain import GENESIS, Head
from storage import append_only, audit, records
from storage.transaction import Transaction


@dataclass(frozen=True, slots=True)
class Findings:
    """The result of checking both chains. `kept`: given heads that lie in one of them; `lost`: those that lie in
    neither.

    `unrecorded`: how many records the log mentions that do not exist, as it mentions them (hash, round, time);
    `unlogged`: how many exist that it does not mention so. `unguarded`: the tables that the database does not protect.
    """

    log: audit.Verified
    records: records.Verified
    kept: tuple[Head, ...]
    lost: tuple[Head, ...]
    unrecorded: int
    unlogged: int
    unguarded: tuple[str, ...] = ()

    @property
    def unerased(self) -> int:
        """By how many the names emptied in records differ from those that the log says were."""
        return abs(self.records.emptied - self.log.emptied)

    @property
    def holds(self) -> bool:
        log = self.log
        broken = log.fault or log.unaccounted or log.forged or log.unforgotten or self.records.faults
        return not (broken or self.lost or self.unrecorded or self.unlogged or self.unerased or self.unguarded)


async def verify_all(tx: Transaction, heads: Sequence[Head]) -> Findings:
    """Verify both chains, and compare them with each other and with `heads`."""
    log, record_chain = await audit.verify(tx, heads), await records.verify(tx)
    hashes = await records.hashes(tx)
    lost = tuple(head for head in log.lost if hashes.get(head.number) != head.hash)
    kept = tuple(head for head in heads if head not in lost and head != GENESIS)
    written = record_chain.closings
    # Entries after a break prove nothing: past it the log neither vouches for a record nor misses one.
    unlogged = 0 if log.fault else len(written - log.closed)
    unguarded = tuple(await append_only.list_missing(tx))
    return Findings(log, record_chain, kept, lost, len(log.closed - written), unlogged, unguarded)
