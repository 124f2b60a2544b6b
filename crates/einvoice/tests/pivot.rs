//! Reading of pivots.

use einvoice::{ReadError, pivot};

const PIVOT: &str = r#"<?xml version="1.0" encoding="UTF-8"?>
<CPPFacturePivot Version="V2_02">
  <Enveloppe><EnveloppeUnitaire NumOrdre="1">
    <Parametres>
      <ParametreIndiv NumOrdre="0001"><Code>DtPrd</Code><Valeurparametre>2026-11-20T10:00:00</Valeurparametre></ParametreIndiv>
      <ParametreIndiv NumOrdre="0002"><Code>IdFlx</Code><Valeurparametre>CPP0011117000000000000007</Valeurparametre></ParametreIndiv>
    </Parametres>
    <Partenaires><Recepteur><Id>XXX999</Id></Recepteur><Emetteur><Id>CPP001</Id></Emetteur></Partenaires>
  </EnveloppeUnitaire></Enveloppe>
  <CPPFactures Compteur="2">
    <CPPFacturePivotUnitaire NumOrdre="1">
      <Fournisseur><TypeIdentifiant>1</TypeIdentifiant><Identifiant>00000000900001</Identifiant><RaisonSociale>ATELIER</RaisonSociale><CodePays>FR</CodePays>
        <ReferenceBancaire Type="IBAN"><Compte>FR76 3000</Compte><Etablissement>BIC</Etablissement></ReferenceBancaire><ModeEmission>flux</ModeEmission></Fournisseur>
      <Debiteur><TypeIdentifiant>1</TypeIdentifiant><Identifiant>00000000900011</Identifiant><Nom>VILLE</Nom><CodeService>ACHATS</CodeService><NomService>Achats</NomService></Debiteur>
      <DonneesFacture><Id>FA-1</Id><IdCPRO>4711</IdCPRO><Renvoi>Non</Renvoi><Type>380</Type><Cadre>A1</Cadre><DateEmissionFacture>2026-11-19</DateEmissionFacture>
        <ModePaiement><Code>30</Code></ModePaiement><DateReception>2026-11-20</DateReception><Devise>EUR</Devise>
        <Montants><MontantHT>800.00</MontantHT><MontantTTC>960.00</MontantTTC><MontantNetAPayer>960.00</MontantNetAPayer></Montants>
        <TVAs><TVA><Taux>20</Taux><BaseHt>800</BaseHt><MontantTVA>160</MontantTVA></TVA></TVAs>
        <Engagement><NumeroMarche>M1</NumeroMarche><NumeroEngagement>EJ1</NumeroEngagement></Engagement>
        <Lignes><Ligne NumOrdre="1"><ReferenceProduit>Pose</ReferenceProduit><PrixUnitaire>400</PrixUnitaire><Quantite>2</Quantite><MontantHT>800</MontantHT><TauxTVA>20</TauxTVA></Ligne></Lignes>
        <Nouveaute>x</Nouveaute>
      </DonneesFacture>
      <PJ NumOrdre="1"><Contenu>UEsF Bg==</Contenu><NomPJ>FA-1.zip</NomPJ><CategoriePJ>Facture PDF</CategoriePJ><TypePJ>01</TypePJ><MimeTypePJ>application/zip</MimeTypePJ></PJ>
      <PJ NumOrdre="2"><Contenu>UEsFBg==</Contenu><NomPJ>bon.zip</NomPJ><NomPJOrigine>bon.pdf</NomPJOrigine><CategoriePJ>Bon</CategoriePJ><TypePJ>02</TypePJ><MimeTypePJ>application/zip</MimeTypePJ></PJ>
      <CycleDeValidation><ValidationUnitaire><DateStatut>2026-11-18</DateStatut><CodeStatut>101</CodeStatut><ProducteurStatut><Id>00000000900002</Id><RaisonSociale>BETON</RaisonSociale></ProducteurStatut></ValidationUnitaire></CycleDeValidation>
    </CPPFacturePivotUnitaire>
    <CPPFacturePivotUnitaire NumOrdre="2">
      <Fournisseur><TypeIdentifiant>2</TypeIdentifiant><Identifiant>DE123456789</Identifiant></Fournisseur>
      <DonneesFacture><Id>AV-2</Id><Type>381</Type><Montants><MontantTTC>douze</MontantTTC></Montants></DonneesFacture>
    </CPPFacturePivotUnitaire>
  </CPPFactures>
</CPPFacturePivot>"#;

#[test]
fn an_invoice_is_read_in_the_terms_of_the_norm_with_its_way() {
    let read = pivot::read(PIVOT.as_bytes()).unwrap();
    assert_eq!((read.version.as_deref(), read.sender.as_deref()), (Some("V2_02"), Some("CPP001")));
    assert_eq!(read.flow.as_deref(), Some("CPP0011117000000000000007"));
    let [first, second] = &read.invoices[..] else { panic!("{:?}", read.invoices) };
    let invoice = &first.invoice;
    assert_eq!((invoice.number.as_deref(), first.chorus_id), (Some("FA-1"), Some(4711)));
    assert_eq!(invoice.seller.siret().as_deref(), Some("00000000900001"));
    assert_eq!(invoice.buyer.siret().as_deref(), Some("00000000900011"));
    assert_eq!(invoice.buyer_reference.as_deref(), Some("ACHATS"));
    assert_eq!(invoice.order_reference.as_deref(), Some("EJ1"));
    assert_eq!(invoice.iban.as_deref(), Some("FR763000"));
    assert_eq!(invoice.totals.tax, "160.00".parse().ok(), "the difference of the totals");
    assert_eq!((invoice.line_count, invoice.vat_breakdown.len()), (1, 1));
    assert_eq!(first.received_on.unwrap().to_string(), "2026-11-20");
    assert_eq!(first.validations[0].producer.as_deref(), Some("BETON"));
    let names: Vec<_> = invoice.attachments.iter().map(|piece| piece.file_name.as_deref()).collect();
    assert_eq!(names, [None, Some("bon.pdf")]);
    assert_eq!(invoice.attachments[0].content.as_deref(), Some("UEsFBg=="));
    assert!(second.invoice.is_credit_note() && second.line > first.line);
}

#[test]
fn what_has_no_place_and_what_cannot_be_read_is_told() {
    let read = pivot::read(PIVOT.as_bytes()).unwrap();
    assert_eq!(read.unknown, ["CPPFactures/CPPFacturePivotUnitaire/DonneesFacture/Nouveaute"]);
    let findings = &read.invoices[1].invoice.findings;
    assert!(findings.len() == 1 && findings[0].text_french.contains("douze"), "{findings:?}");
}

#[test]
fn what_is_broken_names_its_line_and_nothing_declares_a_type() {
    let cut = PIVOT.split_once("<DonneesFacture>").unwrap().0;
    let error = pivot::read(cut.as_bytes()).unwrap_err();
    assert!(matches!(error, ReadError::NotWellFormed { line: 15, .. }), "{error:?}");
    assert!(error.text_french().contains("ligne 15"));
    let hostile = PIVOT.replacen("<CPP", "<!DOCTYPE a [<!ENTITY b 'c'>]><CPP", 1);
    assert_eq!(pivot::read(hostile.as_bytes()).unwrap_err(), ReadError::DocumentTypeDeclaration);
    assert!(matches!(pivot::read(b"<Invoice/>"), Err(ReadError::UnsupportedRoot { .. })));
}
