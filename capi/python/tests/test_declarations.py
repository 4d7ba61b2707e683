"""What the package declares is what the header says: functions, structs, constants."""

import ctypes
import re
import unittest

from cohook import _prototypes, _structures, errors, events, replays, syncs, verifier
from receiving import ROOT

HEADER = re.sub(r"//.*", "", (ROOT / "capi/cohook.h").read_text(encoding="utf-8"))
CONSTANTS = {
    name: int(value.rstrip("u"))
    for name, value in re.findall(r"#define (COHOOK_\w+) \(?(-?\d+u?)\)?\s*$", HEADER, re.M)
}

BY_VALUE = {
    "int32_t": "c_int", "uint32_t": "c_uint", "int64_t": "c_long", "uint64_t": "c_ulong", "size_t": "c_ulong",
    "cohook_status": "c_int", "int": "c_int", "cohook_secret": "Secret", "cohook_header": "Header", "void": None,
    "cohook_log_callback": "LogCallback", "cohook_source_callback": "SourceCallback",
}  # fmt: skip
STRUCTS = {
    "cohook_header": "Header", "cohook_secret": "Secret", "cohook_generic_layout": "GenericLayout",
    "cohook_http_demands": "HttpDemands", "cohook_http_layout": "HttpLayout", "cohook_verifier_options": "VerifierOptions",
    "cohook_request": "Request", "cohook_verification": "Verification", "cohook_signer_options": "SignerOptions",
    "cohook_unsigned": "Unsigned", "cohook_envelope": "Envelope", "cohook_engine_options": "EngineOptions",
    "cohook_message": "Message", "cohook_receipt": "Receipt",
}  # fmt: skip


def is_pointer(declared):
    return declared in (ctypes.c_char_p, ctypes.c_void_p) or isinstance(declared, type(ctypes.POINTER(ctypes.c_int)))


def fits(c_type, declared):
    """Whether a ctypes type can stand for the C type."""
    if "*" in c_type:
        return is_pointer(declared)
    wanted = BY_VALUE[c_type.replace("const", "").strip()]
    if wanted is None or declared is None:
        return wanted is declared
    return declared.__name__ == wanted or declared is getattr(_structures, wanted, None)


class Declarations(unittest.TestCase):
    def test_every_function_of_the_header_is_declared_with_its_types(self):
        functions = re.findall(r"COHOOK_API\s+([\w\s*]+?)(cohook_\w+)\(([^)]*)\);", HEADER)
        self.assertEqual({name for _, name, _ in functions}, set(_prototypes.PROTOTYPES))
        for result, name, parameters in functions:
            with self.subTest(name):
                declared_result, declared = _prototypes.PROTOTYPES[name]
                wanted = [] if parameters.strip() == "void" else parameters.split(",")
                self.assertTrue(fits(result.strip(), declared_result), result)
                self.assertEqual(len(wanted), len(declared))
                for parameter, one in zip(wanted, declared):
                    self.assertTrue(fits(re.sub(r"\w+\s*$", "", parameter.strip()), one), parameter)

    def test_every_struct_has_the_members_of_the_header(self):
        structs = dict(re.findall(r"typedef struct (cohook_\w+) \{(.*?)\}", HEADER, re.S))
        self.assertEqual(set(structs), set(STRUCTS))
        for name, body in structs.items():
            with self.subTest(name):
                members = re.findall(r"([\w\s*]+?)(\w+);", body)
                declared = getattr(_structures, STRUCTS[name])._fields_
                self.assertEqual([member for _, member in members], [member for member, _ in declared])
                for (c_type, member), (_, one) in zip(members, declared):
                    self.assertTrue(fits(c_type.strip(), one), member)

    def test_every_constant_has_the_value_of_the_header(self):
        def agrees(enum, prefix, wanted=None):
            in_header = {name[len(prefix) :]: value for name, value in CONSTANTS.items() if name.startswith(prefix)}
            self.assertEqual({one.name: int(one.value) for one in enum}, wanted or in_header)

        agrees(verifier.Covers, "COHOOK_COVERS_")
        agrees(verifier.Freshness, "COHOOK_FRESHNESS_")
        agrees(replays.Admission, "COHOOK_ADMISSION_")
        agrees(events.EventKind, "COHOOK_EVENT_")
        agrees(syncs.Question, "COHOOK_SOURCE_")
        self.assertEqual(_prototypes.ABI_VERSION, CONSTANTS["COHOOK_ABI_VERSION"])
        statuses = {made.kind.upper(): status for status, made in errors._BY_STATUS.items()}
        for name, status in statuses.items():
            self.assertEqual(CONSTANTS[f"COHOOK_{name}"], status)
        self.assertEqual(len(statuses), len([value for value in CONSTANTS.values() if value <= -1]) - 1)  # COHOOK_FOREVER
