//! The unit tests of the European Commission's validation artefacts, and the examples beside them.
//!
//! `reference/mod.rs` says where they are looked for.

#![expect(clippy::expect_used, reason = "helpers of tests fail loudly")]

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use einvoice::rules::{self, Report, Tested};
use roxmltree::{Document, Node};

mod reference;

use reference::{reference, xml_files};

/// How many tests and named assertions the artefacts of this version hold.
const TESTS: usize = 1140;
const ASSERTIONS: usize = 1142;

/// One test: where it stands, what it names, and its document.
struct Test {
    place: String,
    /// Kind (`success`, `error`, `warning`) and rule.
    named: Vec<(String, String)>,
    document: String,
}

fn tests(file: &Path) -> Vec<Test> {
    let text = std::fs::read_to_string(file).expect("a file");
    let document = Document::parse(&text).expect("well-formed XML");
    let root = document.root_element();
    if root.tag_name().name() != "testSet" {
        return Vec::new();
    }
    let name = file.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let mut found = Vec::new();
    for (at, test) in root.children().filter(|node| node.has_tag_name_of("test")).enumerate() {
        let mut named = Vec::new();
        let mut inner = None;
        for child in test.children().filter(Node::is_element) {
            if child.has_tag_name_of("assert") {
                for node in child.children().filter(Node::is_element) {
                    let kind = node.tag_name().name();
                    if matches!(kind, "success" | "error" | "warning") {
                        let rules = node.text().unwrap_or_default().split_whitespace();
                        named.extend(rules.map(|rule| (kind.to_owned(), rule.to_owned())));
                    }
                }
            } else {
                inner = Some(child);
            }
        }
        let inner = inner.expect("a document");
        found.push(Test { place: format!("{name} #{}", at + 1), named, document: alone(&text, inner) });
    }
    found
}

trait Named {
    fn has_tag_name_of(&self, name: &str) -> bool;
}

impl Named for Node<'_, '_> {
    fn has_tag_name_of(&self, name: &str) -> bool {
        self.is_element() && self.tag_name().name() == name
    }
}

/// An element as a document of its own, with the namespaces declared around it.
fn alone(text: &str, node: Node<'_, '_>) -> String {
    let element = text[node.range()].to_owned();
    let end = element.find(|c: char| c.is_whitespace() || c == '>' || c == '/').expect("a tag");
    let own: BTreeSet<_> = element[..element.find('>').expect("a tag")]
        .split_whitespace()
        .filter(|word| word.starts_with("xmlns"))
        .filter_map(|word| word.split('=').next().map(str::to_owned))
        .collect();
    let mut declared = String::new();
    for namespace in node.namespaces() {
        let name = namespace.name().map_or("xmlns".to_owned(), |prefix| format!("xmlns:{prefix}"));
        if name != "xmlns:xml" && !own.contains(&name) {
            declared.push_str(&format!(" {name}=\"{}\"", namespace.uri()));
        }
    }
    format!("{}{declared}{}", &element[..end], &element[end..])
}

fn fails(report: &Report, rule: &str) -> bool {
    report.findings.iter().any(|finding| finding.id == rule)
}

#[test]
fn every_named_assertion_of_the_official_unit_tests_agrees() {
    let Some(folder) = reference() else { return };
    let (mut count, mut assertions, mut differences) = (0, 0, Vec::new());
    for file in xml_files(&folder.join("test")) {
        for test in tests(&file) {
            count += 1;
            let report = rules::check(test.document.as_bytes());
            assert_eq!(report.error, None, "{}", test.place);
            for (kind, rule) in &test.named {
                assertions += 1;
                if fails(&report, rule) != (kind != "success") {
                    differences.push(format!("{}: {kind} {rule}", test.place));
                }
            }
        }
    }
    assert_eq!(differences, Vec::<String>::new(), "of {assertions}");
    assert_eq!((count, assertions), (TESTS, ASSERTIONS));
}

/// The rules that the official unit tests see fail, for each syntax: what they never see fail is proved elsewhere.
#[test]
fn the_examples_beside_the_tests_are_read_and_judged() {
    let Some(folder) = reference() else { return };
    let mut verdicts = BTreeMap::new();
    for part in ["ubl/examples", "cii/examples", "test/testfiles"] {
        for file in xml_files(&folder.join(part)) {
            let bytes = std::fs::read(&file).expect("a file");
            let report = rules::check(&bytes);
            let name = file.file_name().unwrap_or_default().to_string_lossy().into_owned();
            let Some(verdict) = report.verdict("en16931") else {
                verdicts.insert(name, report.error.map(|error| error.to_string()).unwrap_or_default());
                continue;
            };
            if !verdict.valid {
                let stopped = if verdict.stopped { "stopped " } else { "" };
                verdicts.insert(name, format!("{stopped}{}", verdict.fatal.join(" ")));
            }
        }
    }
    let expected: BTreeMap<String, String> = include_str!("official/refused.txt")
        .lines()
        .filter_map(|line| line.split_once(": "))
        .map(|(name, verdict)| (name.to_owned(), verdict.to_owned()))
        .collect();
    assert_eq!(verdicts, expected);
}

/// A rule that is on the list and tested nowhere would pass silently.
#[test]
fn every_rule_of_the_reference_is_known_and_every_one_is_tested_or_said_never_to_fail() {
    let Some(folder) = reference() else { return };
    let csv = std::fs::read_to_string(folder.join("../rules.csv")).expect("rules.csv");
    let mut named = BTreeSet::new();
    for line in csv.lines().skip(1) {
        let (id, rest) = line.split_once(',').expect("a row");
        let is_ours = id.starts_with("BR-") && !id.starts_with("BR-FR")
            || id.starts_with("UBL-")
            || id.starts_with("CII-");
        if is_ours && !id.contains('*') && !rest.starts_with("fatal (retired") {
            named.insert(id.to_owned());
        }
    }
    let known: BTreeSet<_> = rules::EN16931.rules().map(|rule| rule.id.to_owned()).collect();
    assert_eq!(known, named);
    let sources = ["ubl", "cii"].map(|syntax| (syntax, sources(syntax)));
    let mut untested = Vec::new();
    for rule in rules::EN16931.rules() {
        for (syntax, source) in &sources {
            let tested = if *syntax == "ubl" { rule.ubl } else { rule.cii };
            let is_named = source.contains(&format!("\"{}\"", rule.id)) || is_of_family(rule.id);
            if tested == Tested::Yes && !is_named {
                untested.push((rule.id, *syntax));
            }
        }
    }
    assert_eq!(untested, []);
}

/// The nine families share one template of ten rules; only what goes beyond it is named one by one.
fn is_of_family(id: &str) -> bool {
    let mut parts = id.split('-').skip(1);
    let is_family =
        parts.next().is_some_and(|name| ["S", "Z", "E", "AE", "IC", "G", "O", "AF", "AG"].contains(&name));
    is_family && parts.next().is_some_and(|number| number <= "10")
}

fn sources(syntax: &str) -> String {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/rules");
    let files = std::fs::read_dir(folder.join(syntax)).expect("a folder");
    let files = files.map(|file| file.expect("a file").path()).chain([folder.join(format!("{syntax}.rs"))]);
    files.map(|file| std::fs::read_to_string(file).expect("a source")).collect()
}
