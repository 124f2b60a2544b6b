#!/usr/bin/env python3
"""Compares the check of a pack with its official rules, on documents and on changed copies of them.

Development only. Needs saxonche and lxml from PyPI, the official rules as XSLT (not part of this repository), and the example
`check` built: `cargo build -p einvoice --example check`.

  compare.py --xslt EN16931-UBL-validation.xslt [--pack KEY] [--only FILE] [--mutants N] [--seed S] DOCUMENT...

`--pack` is the pack on our side, EN 16931 unless it is named. `--only` names a file of rule identifiers, one a line, to which both sides are cut: for a set that is built on the official
one. Each difference is one line; at the end stand the documents compared, those that differ, and for each rule how often both
sides saw it fail, the official one alone, and ours alone.
"""
import argparse
import collections
import json
import pathlib
import random
import re
import subprocess
import tempfile

from lxml import etree
from saxonche import PySaxonProcessor

ROOT = pathlib.Path(__file__).resolve().parents[3]
STOP = "STOP"


def run(processor, rules, file):
    """The report on a file; None when the engine stops."""
    try:
        return rules.transform_to_string(xdm_node=processor.parse_xml(xml_file_name=str(file)))
    except Exception:  # the engine's own errors have no class of their own
        return None


def official(xslt, files):
    """The fatal rules of each file, or STOP."""
    verdicts = {}
    with PySaxonProcessor(license=False) as processor:
        compiler = processor.new_xslt30_processor()
        rules = compiler.compile_stylesheet(stylesheet_file=xslt)
        for file in files:
            report = run(processor, rules, file)
            if report is None:
                # The engine evaluates what it has evaluated often before it is asked for: only a fresh one tells whether it stops.
                rules = compiler.compile_stylesheet(stylesheet_file=xslt)
                report = run(processor, rules, file)
            if report is None:
                verdicts[file] = {STOP}
                continue
            found = set()
            for attributes in re.findall(r"<svrl:failed-assert(.*?)>", report, re.S):
                if 'flag="warning"' not in attributes:
                    found.add(re.search(r'\bid="([^"]+)"', attributes).group(1))
            verdicts[file] = found
    return verdicts


def ours(files, pack):
    check = ROOT / "target/debug/examples/check"
    done = subprocess.run([check, "--pack", pack, "-"], input="\n".join(map(str, files)), capture_output=True, text=True, check=True)
    verdicts = {}
    for line in done.stdout.splitlines():
        report = json.loads(line)
        verdict = report["verdicts"].get(pack)
        stops = verdict is None or verdict.get("stopped")
        verdicts[pathlib.Path(report["file"])] = {STOP} if stops else set(verdict["fatal"])
    return verdicts


NUMBERS = ["0", "1", "-1", "100.001", "0.005", "12345.67", "1,5", "", "abc", "1E2", " 7 ", "19", "-0.00", "1000000"]
TEXTS = ["", " ", "A", "ZZ", "EUR", "FR", "IT", "GR", "EL", "380", "381", "30", "58", "130", "50", "916", "VAT", "S", "Z", "E", "AE",
         "K", "G", "O", "L", "M", "B", "false", "true", "0", "1", "x#AAB#y", "#XXX#", "VATEX-EU-AE", "95", "AA", "C62", "SEPA", "GST",
         "B2", "S4", "M8", "B9", "384", "389", "262", "#BAR#B2B", "#PMT#x", "BAR", "B2B", "GROUP", "DETAIL", "AFL", "20261120", "2026-11-20",
         "2026-02-30", "732829320", "73282932000074", "LISIBLE", "x" * 36, "x" * 126, "F 1", "F.1"]
SCHEMES = ["", "0002", "0009", "SEPA", "9999", "EUR", "SEK", "C62", "XXX", "102", "203", "application/pdf", "text/html", "VA", "FC", "0225", "0224", "0231",
           "AFL", "AVV"]


def mutated(tree, random_source):
    """One to three changes: an element left out, doubled, moved, or given another text or attribute."""
    root = tree.getroot()
    for _ in range(random_source.randint(1, 3)):
        elements = [element for element in root.iter(etree.Element) if element is not root]
        if not elements:
            return
        element = random_source.choice(elements)
        kind = random_source.random()
        if kind < 0.28:
            element.getparent().remove(element)
        elif kind < 0.45:
            copy = etree.fromstring(etree.tostring(element))
            copy.tail = element.tail
            element.getparent().insert(element.getparent().index(element), copy)
        elif kind < 0.85:
            leaves = [leaf for leaf in elements if not any(isinstance(child.tag, str) for child in leaf)]
            leaf = random_source.choice(leaves)
            for child in list(leaf):
                leaf.remove(child)
            looks_like_number = re.fullmatch(r"\s*-?\d+(\.\d*)?\s*", leaf.text or "")
            leaf.text = random_source.choice(NUMBERS if looks_like_number and random_source.random() < 0.7 else TEXTS)
        elif element.attrib:
            name = random_source.choice(list(element.attrib))
            if random_source.random() < 0.4:
                del element.attrib[name]
            else:
                element.attrib[name] = random_source.choice(SCHEMES)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--xslt", required=True)
    parser.add_argument("--pack", default="en16931")
    parser.add_argument("--only")
    parser.add_argument("--mutants", type=int, default=0)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--keep", help="a folder for the mutants that differ")
    parser.add_argument("documents", nargs="+", type=pathlib.Path)
    options = parser.parse_args()
    files = list(options.documents)
    random_source = random.Random(options.seed)
    folder = pathlib.Path(tempfile.mkdtemp())
    for number in range(options.mutants):
        tree = etree.parse(str(random_source.choice(options.documents)))
        mutated(tree, random_source)
        file = folder / f"mutant-{number}.xml"
        tree.write(str(file))
        files.append(file)
    only = set(pathlib.Path(options.only).read_text().split()) | {STOP} if options.only else None
    theirs, own = official(options.xslt, files), ours(files, options.pack)
    counts = collections.defaultdict(lambda: [0, 0, 0])
    differ = 0
    for file in files:
        one, two = theirs[file], own[file]
        if only:
            one, two = one & only, two & only
        for rule in one | two:
            counts[rule][0 if rule in one and rule in two else 1 if rule in one else 2] += 1
        if one != two:
            differ += 1
            print(file.name, "official alone:", *sorted(one - two), "ours alone:", *sorted(two - one))
            if options.keep:
                pathlib.Path(options.keep).mkdir(exist_ok=True)
                (pathlib.Path(options.keep) / file.name).write_bytes(file.read_bytes())
    for rule, (both, official_alone, ours_alone) in sorted(counts.items()):
        if official_alone or ours_alone:
            print(f"{rule}: both {both}, official alone {official_alone}, ours alone {ours_alone}")
    print(f"{len(files)} compared, {differ} differ, {len(counts)} rules seen to fail")


if __name__ == "__main__":
    main()
