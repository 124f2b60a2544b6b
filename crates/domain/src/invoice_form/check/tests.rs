use super::super::VatLineForm;
use super::*;
use crate::{FormField as _, Severity};

fn context() -> CheckContext {
    CheckContext {
        today: NaiveDate::from_ymd_opt(2026, 11, 22).unwrap(),
        environment: Environment::Qualification,
        recipient: None,
    }
}

fn good() -> InvoiceForm {
    InvoiceForm {
        recipient_siret: "00000000900019".into(),
        number: "FA-2026-118".into(),
        date: "05/11/2026".into(),
        net: "1 000,00".into(),
        vat: "200".into(),
        gross: "1200.00".into(),
        due: "1 200".into(),
        vat_lines: vec![VatLineForm { rate: "20".into(), base: "1000".into(), tax: "200,00".into() }],
        ..InvoiceForm::new()
    }
}

fn errors(form: &InvoiceForm, context: &CheckContext) -> Vec<(Field, Remark)> {
    let (invoice, notes) = form.check(context);
    let errors: Vec<_> =
        notes.errors().map(|note| (Field::of_path(&note.path).unwrap(), note.remark.clone())).collect();
    assert_eq!(invoice.is_none(), !errors.is_empty(), "an invoice is there exactly when no error is");
    errors
}

#[test]
fn a_complete_form_becomes_an_invoice() {
    let (invoice, notes) = good().check(&context());
    assert!(notes.is_empty(), "{notes:?}");
    let invoice = invoice.unwrap();
    assert_eq!(invoice.gross.to_string(), "1200.00");
    assert_eq!(invoice.date.to_string(), "2026-11-05");
}

#[test]
fn an_empty_form_names_every_missing_field() {
    let fields: Vec<Field> =
        errors(&InvoiceForm::new(), &context()).into_iter().map(|(field, _)| field).collect();
    for field in
        [Field::RecipientSiret, Field::Number, Field::Date, Field::Net, Field::Vat, Field::Gross, Field::Due]
    {
        assert!(fields.contains(&field), "{field:?}");
    }
}

#[test]
fn totals_are_checked_to_the_cent() {
    let form = InvoiceForm { gross: "1200,01".into(), due: "1200,01".into(), ..good() };
    let [net, vat, gross] = ["1000.00", "200.00", "1200.01"].map(|text| text.parse().unwrap());
    let remark = Remark::TotalDiffers { net, vat, gross };
    assert_eq!(errors(&form, &context()), [(Field::Gross, remark)]);
}

#[test]
fn the_vat_table_must_add_up() {
    let mut form = good();
    form.vat_lines[0].base = "900".into();
    assert_eq!(errors(&form, &context())[0].0, Field::VatTable);
}

#[test]
fn what_the_recipient_asks_for_is_enforced() {
    let rules = RecipientRules {
        service_compulsory: true,
        engagement_compulsory: true,
        services: vec!["D-0425".into(), "ACHATS".into()],
        ..RecipientRules::default()
    };
    let context = CheckContext { recipient: Some(rules), ..context() };
    let fields: Vec<Field> = errors(&good(), &context).into_iter().map(|(field, _)| field).collect();
    assert_eq!(fields, [Field::ServiceCode, Field::Engagement]);
    let form = InvoiceForm { service_code: "0425".into(), engagement: "4500".into(), ..good() };
    let close = Some("D-0425".to_owned());
    let remark = Remark::ServiceUnknown { service: "0425".into(), close };
    assert_eq!(errors(&form, &context), [(Field::ServiceCode, remark)]);
    let form = InvoiceForm { service_code: "ACHATS".into(), engagement: "4500".into(), ..good() };
    assert_eq!(errors(&form, &context), vec![]);
}

#[test]
fn an_engagement_is_asked_for_by_the_service_that_is_typed() {
    let rules = RecipientRules {
        services: vec!["ACHATS".into(), "TECHNIQUE".into(), "ÉCOLES".into()],
        engagement_services: vec!["TECHNIQUE".into()],
        unread_services: vec!["ÉCOLES".into()],
        ..RecipientRules::default()
    };
    let context = CheckContext { recipient: Some(rules), ..context() };
    let said = |service: &str| {
        let form = InvoiceForm { service_code: service.into(), ..good() };
        let notes = form.check(&context).1;
        notes.of(&Field::Engagement.into()).map(|note| note.remark.clone()).collect::<Vec<_>>()
    };
    assert_eq!(said("ACHATS"), []);
    assert_eq!(said(" TECHNIQUE "), [Remark::EngagementRequired]);
    assert_eq!(said("ÉCOLES"), [Remark::EngagementPerhapsRequired]);
}

#[test]
fn one_of_service_and_engagement_is_enough_where_the_recipient_says_so() {
    let rules = RecipientRules { service_or_engagement: true, ..RecipientRules::default() };
    let context = CheckContext { recipient: Some(rules), ..context() };
    assert_eq!(errors(&good(), &context).len(), 1);
    assert_eq!(errors(&InvoiceForm { engagement: "4500".into(), ..good() }, &context), vec![]);
}

#[test]
fn an_invoice_number_follows_chorus_pro() {
    for (number, remark) in [
        ("F".repeat(21), Remark::TooLong { longest: 20, length: 21 }),
        ("FA#1".to_owned(), Remark::NumberSign { sign: '#' }),
        (String::new(), Remark::NumberMissing),
    ] {
        let found = errors(&InvoiceForm { number, ..good() }, &context());
        assert_eq!(found, [(Field::Number, remark)]);
    }
}

#[test]
fn an_invoice_cannot_come_from_the_future() {
    assert_eq!(errors(&InvoiceForm { date: "23/11/2026".into(), ..good() }, &context())[0].0, Field::Date);
}

#[test]
fn a_credit_note_needs_no_payment_mode() {
    let form = InvoiceForm {
        kind: "AVOIR".into(),
        payment_mode: String::new(),
        origin_number: "FA-1".into(),
        ..good()
    };
    assert_eq!(form.check(&context()).0.unwrap().payment_mode, None);
}

#[test]
fn an_invoice_already_paid_may_have_nothing_due() {
    let form = InvoiceForm { framework: "A2".into(), due: "0".into(), ..good() };
    assert!(form.check(&context()).1.is_empty());
}

#[test]
fn rows_of_one_rate_are_sent_as_one() {
    let mut form = good();
    let row = |base: &str, tax: &str| VatLineForm { rate: "20,0".into(), base: base.into(), tax: tax.into() };
    form.vat_lines = vec![row("400", "80"), row("600", "120")];
    let (invoice, notes) = form.check(&context());
    assert!(notes.is_empty(), "{notes:?}");
    let [line] = &invoice.unwrap().vat_lines[..] else { panic!("one row") };
    assert_eq!((line.base, line.tax), (1000.into(), 200.into()));
}

#[test]
fn what_was_paid_before_goes_off_the_total_with_its_reason() {
    let paid = InvoiceForm { due: "900".into(), ..good() };
    assert_eq!(errors(&paid, &context()), [(Field::Due, Remark::DueBelowTotal { by: 300.into() })]);
    let without = InvoiceForm { discount: "300".into(), ..paid.clone() };
    assert_eq!(errors(&without, &context()), [(Field::DiscountReason, Remark::DiscountReasonMissing)]);
    let said = InvoiceForm { discount_reason: "Acompte versé".into(), ..without };
    let (invoice, notes) = said.check(&context());
    assert!(notes.is_empty(), "{notes:?}");
    assert_eq!(invoice.unwrap().discount, Some((300.into(), "Acompte versé".to_owned())));
    let all = InvoiceForm { due: "0".into(), ..good() };
    assert_eq!(errors(&all, &context()), [(Field::Due, Remark::NothingDue)]);
    let too_much = InvoiceForm { due: "-1200".into(), discount: "2400".into(), ..said };
    assert_eq!(errors(&too_much, &context()), [(Field::Discount, Remark::DiscountAboveTotal)]);
}

#[test]
fn a_cent_of_rounding_passes_with_either_sign() {
    for (due, by) in [("1200,01", "0.01"), ("1199,99", "-0.01")] {
        let form = InvoiceForm { due: due.into(), ..good() };
        let (invoice, notes) = form.check(&context());
        assert!(invoice.is_some());
        let remarks: Vec<_> = notes.iter().map(|note| note.remark.clone()).collect();
        assert_eq!(remarks, [Remark::DueRounded { by: by.parse().unwrap() }]);
    }
    let form = InvoiceForm { due: "1200,02".into(), ..good() };
    assert_eq!(errors(&form, &context()), [(Field::Due, Remark::DueAboveTotal)]);
}

#[test]
fn an_exemption_says_why_and_only_an_exemption_does() {
    let exempt = InvoiceForm {
        vat: "0".into(),
        gross: "1000".into(),
        due: "1000".into(),
        vat_type: VatType::Exoneration.code().into(),
        vat_lines: vec![VatLineForm { rate: "0".into(), base: "1000".into(), tax: "0".into() }],
        ..good()
    };
    let (invoice, notes) = exempt.check(&context());
    assert!(invoice.is_some());
    assert_eq!(notes.iter().next().unwrap().remark, Remark::ExemptionReasonMissing);
    let reason = "TVA non applicable, art. 293 B du CGI".to_owned();
    let said = InvoiceForm { exemption_reason: reason.clone(), ..exempt };
    let (invoice, notes) = said.check(&context());
    assert!(notes.is_empty(), "{notes:?}");
    assert_eq!(invoice.unwrap().exemption_reason, Some(reason.clone()));
    let taxed = InvoiceForm { exemption_reason: reason, ..good() };
    assert_eq!(taxed.check(&context()).0.unwrap().exemption_reason, None);
}

#[test]
fn a_service_code_has_signs_that_chorus_pro_takes() {
    for (code, sign) in [("SERVICE–1", '–'), ("A/B", '/')] {
        let form = InvoiceForm { service_code: code.into(), ..good() };
        assert_eq!(errors(&form, &context()), [(Field::ServiceCode, Remark::ServiceSign { sign })]);
    }
    let form = InvoiceForm { service_code: "Achats généraux_2-B".into(), ..good() };
    assert_eq!(errors(&form, &context()), []);
    let none = RecipientRules { without_services: true, ..RecipientRules::default() };
    let none = CheckContext { recipient: Some(none), ..context() };
    assert_eq!(errors(&form, &none), [(Field::ServiceCode, Remark::ServiceNotAsked)]);
}

#[test]
fn a_wrong_siret_key_is_a_hint_in_production_only() {
    assert!(good().check(&context()).1.is_empty());
    let production = CheckContext { environment: Environment::Production, ..context() };
    let (invoice, notes) = good().check(&production);
    assert!(invoice.is_some());
    let found: Vec<_> = notes.iter().map(|note| (note.severity, &note.remark)).collect();
    assert_eq!(found, [(Severity::Warning, &Remark::SiretKeyWrong)]);
}

proptest::proptest! {
    #[test]
    fn any_form_is_checked_without_panic(number in ".{0,30}", date in ".{0,12}", net in ".{0,15}", rate in ".{0,5}") {
        let form = InvoiceForm {
            number, date, net: net.clone(),
            vat_lines: vec![VatLineForm { rate, base: net.clone(), tax: net }],
            ..good()
        };
        let _ = form.check(&context());
    }
}

#[test]
fn an_invoice_of_a_subcontractor_names_who_validates_it() {
    let asked = |framework: &str, siret: &str| InvoiceForm {
        framework: framework.into(),
        validator_siret: siret.into(),
        validator_service: " TRAVAUX ".into(),
        ..good()
    };
    for framework in ["A9", "A12"] {
        let missing = (Field::ValidatorSiret, Remark::ValidatorOfFrameworkMissing);
        assert_eq!(errors(&asked(framework, " "), &context()), [missing]);
        let wrong = errors(&asked(framework, "123"), &context());
        assert!(matches!(wrong[..], [(Field::ValidatorSiret, Remark::Siret { .. })]), "{wrong:?}");
        let invoice = asked(framework, "000 000 009 00012").check(&context()).0.unwrap();
        let validator = invoice.validator.unwrap();
        assert_eq!(
            (validator.siret.as_str(), validator.service.as_deref()),
            ("00000000900012", Some("TRAVAUX"))
        );
    }
    // Beside another cadre it does not leave, and that is said.
    let (invoice, notes) = asked("A1", "00000000900012").check(&context());
    assert_eq!(invoice.unwrap().validator, None);
    assert!(notes.iter().any(|note| note.remark == Remark::ValidatorAlone), "{notes:?}");
}

#[test]
fn a_factor_is_paid_on_an_account_that_was_chosen() {
    let remarks = |form: InvoiceForm| {
        let (invoice, notes) = form.check(&context());
        assert!(invoice.is_some(), "it is a hint: {notes:?}");
        notes.of(&Field::Comment.into()).map(|note| note.remark.clone()).collect::<Vec<_>>()
    };
    let comment = crate::with_factoring_mention("Selon devis", "Banque Factor");
    let assigned = InvoiceForm { comment, ..good() };
    assert_eq!(remarks(assigned.clone()), [Remark::FactorAccountNotChosen]);
    assert_eq!(remarks(InvoiceForm { bank_account: "1101".into(), ..assigned.clone() }), []);
    assert_eq!(remarks(InvoiceForm { kind: "AVOIR".into(), ..assigned }), [], "nothing of it is paid");
    assert_eq!(remarks(InvoiceForm { comment: "Selon devis".into(), ..good() }), []);
}
