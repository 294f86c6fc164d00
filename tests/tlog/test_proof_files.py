"""A proof file convinces whoever has nothing else; anything changed in it is noticed."""

from itertools import product

import pytest

from tlog.keys import Signer
from tlog.notes import BadNote
from tlog.proof_files import ProofFile
from tlog.proofs import ProofFailed


def entries(count: int) -> list[bytes]:
    return [f'{{"seq":{number}}}'.encode() for number in range(count)]


def test_a_proof_file_convinces_offline_and_survives_writing(log, signer):
    log.append(entries(300))
    for index in (0, 255, 256, 299):
        proof = ProofFile.parse(bytes(log.proof(index, extra=b"salt")))
        assert (proof.index, proof.extra) == (index, b"salt")
        assert proof.check(entries(300)[index], signer.verifier).size == 300


def test_a_proof_file_refuses_another_entry_and_another_log(log, signer):
    log.append(entries(5))
    proof = log.proof(2)
    with pytest.raises(ProofFailed, match="not in the tree"):
        proof.check(b"another", signer.verifier)
    with pytest.raises(BadNote):
        proof.check(entries(5)[2], Signer.generate("register.example/log").verifier)


def test_any_changed_bit_of_a_proof_file_is_noticed(log, signer):
    log.append(entries(5))
    whole = bytes(log.proof(2))
    for at, bit in product(range(len(whole)), range(8)):
        changed = whole[:at] + bytes([whole[at] ^ (1 << bit)]) + whole[at + 1 :]
        with pytest.raises((ProofFailed, BadNote)):
            ProofFile.parse(changed).check(entries(5)[2], signer.verifier)
