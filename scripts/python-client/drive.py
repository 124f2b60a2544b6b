"""Drives the package chorus-api against `pupitre simulator`: what a stranger's program does on its first day.

Usage: drive.py PATH_OF_PUPITRE
"""

import base64
import datetime
import io
import json
import re
import subprocess
import sys
import threading
import time
import zipfile

import requests
from chorusapi.client import ChorusAPI
from chorusapi.exceptions.exception import ChorusApiException

UBL = """<?xml version="1.0" encoding="UTF-8"?>
<Invoice xmlns="urn:oasis:names:specification:ubl:schema:xsd:Invoice-2"
 xmlns:cac="urn:oasis:names:specification:ubl:schema:xsd:CommonAggregateComponents-2"
 xmlns:cbc="urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2">
 <cbc:CustomizationID>urn:cen.eu:en16931:2017</cbc:CustomizationID>
 <cbc:ProfileID>A1</cbc:ProfileID>
 <cbc:ID>{number}</cbc:ID>
 <cbc:IssueDate>{day}</cbc:IssueDate>
 <cbc:InvoiceTypeCode>380</cbc:InvoiceTypeCode>
 <cbc:DocumentCurrencyCode>EUR</cbc:DocumentCurrencyCode>
 <cbc:BuyerReference>{service}</cbc:BuyerReference>
 <cac:OrderReference><cbc:ID>{order}</cbc:ID></cac:OrderReference>
 <cac:AccountingSupplierParty><cac:Party>
  <cac:PartyIdentification><cbc:ID schemeID="0009">{supplier}</cbc:ID></cac:PartyIdentification>
  <cac:PostalAddress><cac:Country><cbc:IdentificationCode>FR</cbc:IdentificationCode></cac:Country></cac:PostalAddress>
  <cac:PartyLegalEntity><cbc:RegistrationName>Fournisseur</cbc:RegistrationName>
   <cbc:CompanyID schemeID="0009">{supplier}</cbc:CompanyID></cac:PartyLegalEntity>
 </cac:Party></cac:AccountingSupplierParty>
 <cac:AccountingCustomerParty><cac:Party>
  <cac:PartyIdentification><cbc:ID schemeID="0009">{recipient}</cbc:ID></cac:PartyIdentification>
  <cac:PostalAddress><cac:Country><cbc:IdentificationCode>FR</cbc:IdentificationCode></cac:Country></cac:PostalAddress>
  <cac:PartyLegalEntity><cbc:RegistrationName>Destinataire</cbc:RegistrationName>
   <cbc:CompanyID schemeID="0009">{recipient}</cbc:CompanyID></cac:PartyLegalEntity>
 </cac:Party></cac:AccountingCustomerParty>
 <cac:PaymentMeans><cbc:PaymentMeansCode>30</cbc:PaymentMeansCode></cac:PaymentMeans>
 <cac:TaxTotal><cbc:TaxAmount currencyID="EUR">20.00</cbc:TaxAmount>
  <cac:TaxSubtotal><cbc:TaxableAmount currencyID="EUR">100.00</cbc:TaxableAmount>
   <cbc:TaxAmount currencyID="EUR">20.00</cbc:TaxAmount>
   <cac:TaxCategory><cbc:ID>S</cbc:ID><cbc:Percent>20</cbc:Percent>
    <cac:TaxScheme><cbc:ID>VAT</cbc:ID></cac:TaxScheme></cac:TaxCategory></cac:TaxSubtotal></cac:TaxTotal>
 <cac:LegalMonetaryTotal>
  <cbc:LineExtensionAmount currencyID="EUR">100.00</cbc:LineExtensionAmount>
  <cbc:TaxExclusiveAmount currencyID="EUR">100.00</cbc:TaxExclusiveAmount>
  <cbc:TaxInclusiveAmount currencyID="EUR">120.00</cbc:TaxInclusiveAmount>
  <cbc:PayableAmount currencyID="EUR">120.00</cbc:PayableAmount>
 </cac:LegalMonetaryTotal>
 <cac:InvoiceLine><cbc:ID>1</cbc:ID><cbc:InvoicedQuantity unitCode="C62">1</cbc:InvoicedQuantity>
  <cbc:LineExtensionAmount currencyID="EUR">100.00</cbc:LineExtensionAmount>
  <cac:Item><cbc:Name>Prestation</cbc:Name><cac:ClassifiedTaxCategory><cbc:ID>S</cbc:ID><cbc:Percent>20</cbc:Percent>
   <cac:TaxScheme><cbc:ID>VAT</cbc:ID></cac:TaxScheme></cac:ClassifiedTaxCategory></cac:Item>
  <cac:Price><cbc:PriceAmount currencyID="EUR">100.00</cbc:PriceAmount></cac:Price></cac:InvoiceLine>
</Invoice>"""

done = 0


def check(what, condition, seen=None):
    """Counts a check; ends the run with a message when it fails."""
    global done
    if not condition:
        sys.exit(f"FAILED: {what}{'' if seen is None else f' (got {seen!r})'}")
    done += 1
    print(f"ok: {what}")


def start(program):
    """The simulator with its minimal world, and its address once it says that it is ready."""
    process = subprocess.Popen(
        [program, "simulator", "--addr", "127.0.0.1:0", "--seed", "minimal"], stdout=subprocess.PIPE, text=True
    )
    guard = threading.Timer(30, process.kill)
    guard.start()
    for line in process.stdout:
        ready = re.search(r"ready: (http://\S+)", line)
        if ready:
            guard.cancel()
            # Nobody reads on, and a full pipe would stop the simulator.
            threading.Thread(target=process.stdout.read, daemon=True).start()
            return process, ready.group(1)
    sys.exit("FAILED: the simulator ended before it was ready")


def client(world, base, account):
    """The package's own client, only its addresses changed."""
    wanted = account["applications"] or [world["applications"][0]["client_id"]]
    application = next(known for known in world["applications"] if known["client_id"] == wanted[0])
    api = ChorusAPI(application["client_id"], application["client_secret"], account["login"], account["password"])
    api.auth_url = base + world["token_path"]
    api.api_url = base
    return api


def drive(program, base):
    described = subprocess.run(
        [program, "simulator", "--seed", "minimal", "--describe"], check=True, capture_output=True, text=True
    )
    world = json.loads(described.stdout)
    structures = {structure["id"]: structure for structure in world["structures"]}

    def of_right(right):
        for account in world["accounts"]:
            if not account["active"] or account["internal"] or account["password_expires"]:
                continue
            for structure, rights in account["structures"]:
                if right in rights and structures[structure]["active"]:
                    return account, structures[structure]
        sys.exit(f"FAILED: no account with the right {right}")

    account, supplier = of_right("supplier")
    api = client(world, base, account).auth()
    check("a token is given", api.get_token())
    wrong = client(world, base, account)
    wrong.client_secret = "faux"
    try:
        wrong.auth()
        check("a wrong secret is refused", False)
    except ChorusApiException as refusal:
        check("a wrong secret is refused", "invalid_client" in str(refusal), str(refusal))

    health = api.health_check()
    check("the platform is up", health.status_code_value == 200, health.status_code_value)

    recipient = next(
        structure
        for structure in world["structures"]
        if structure["side"] == "public" and structure["active"] and not structure["requirements"]["engagement"]
    )
    found = api.rechercher_structure(recipient["siret"])
    check("a structure is found by its SIRET", found.code_retour == 0 and len(found.liste_structures) == 1)
    identifier = found.liste_structures[0].id_structure_cpp
    check("it is the structure of the world", identifier == recipient["id"], identifier)
    details = api.consulter_structure(identifier)
    check("its details name its SIRET", details.information_generales.identifiant_structure == recipient["siret"])
    services = api.rechercher_services(identifier)
    codes = [service.code_service for service in services.liste_structures if service.est_actif]
    check("its services are listed", services.code_retour == 0 and set(codes) <= {s["code"] for s in recipient["services"]})
    check("currencies are listed", "EUR" in [row.code_devise for row in api.devises().liste_devises])

    usable = [s["code"] for s in recipient["services"] if s["active"] and not s["engagement_required"] and s["code"] in codes
              and s["code"] != "FACTURES_PUBLIQUES"]
    number = f"PY-{int(time.time())}"
    xml = UBL.format(
        number=number, day=datetime.date.today(), supplier=supplier["siret"], recipient=recipient["siret"],
        service=usable[0] if usable else "", order="",
    ).replace("<cbc:BuyerReference></cbc:BuyerReference>", "").replace(
        "<cac:OrderReference><cbc:ID></cbc:ID></cac:OrderReference>", "")
    flow = api.deposer_flux(base64.b64encode(xml.encode()).decode(), f"{number}.xml", syntaxe_flux="IN_DP_E1_UBL_INVOICE")
    check("a flow is deposited", flow.code_retour == 0 and flow.numero_flux_depot, flow.libelle)
    report = api.consulter_cr(flow.numero_flux_depot)
    check("a report exists at once", report.code_retour == 0 and report.etat_courant_flux, report.libelle)

    # What takes the platform minutes takes one call here: its clock moves.
    for _ in range(30):
        requests.post(f"{base}/control/clock", json={"jump_seconds": 600}, timeout=10).raise_for_status()
        report = api.consulter_cr(flow.numero_flux_depot)
        if report.etat_courant_flux in ("IN_INTEGRE", "IN_REJETE", "IN_INTEGRE_PARTIEL"):
            break
    detail = api.consulter_cr_detaille(flow.numero_flux_depot)
    errors = [row.libelle_erreur_dP for row in detail.liste_erreur_dp] + [
        row.libelle_erreur for row in detail.liste_erreur_technique]
    check("the flow is integrated", report.etat_courant_flux == "IN_INTEGRE", (report.etat_courant_flux, errors))
    check("the report is a PDF", base64.b64decode(report.fichier_cr).startswith(b"%PDF"))
    check("the detailed report has no error", detail.code_retour == 0 and not errors, errors)

    listed = api.rechercher_facture(flow.numero_flux_depot)
    check("the invoice is found by its flow", [row.numero_facture for row in listed.liste_factures] == [number])
    row = listed.liste_factures[0]
    check("with its amounts", (row.montant_ht, row.montant_ttc) == (100, 120), (row.montant_ht, row.montant_ttc))

    again = api.deposer_flux(base64.b64encode(xml.encode()).decode(), f"{number}.xml", syntaxe_flux="IN_DP_E1_UBL_INVOICE")
    for _ in range(30):
        requests.post(f"{base}/control/clock", json={"jump_seconds": 600}, timeout=10).raise_for_status()
        report = api.consulter_cr(again.numero_flux_depot)
        if report.etat_courant_flux in ("IN_INTEGRE", "IN_REJETE", "IN_INTEGRE_PARTIEL"):
            break
    check("the same number again is rejected", report.etat_courant_flux == "IN_REJETE", report.etat_courant_flux)
    detail = api.consulter_cr_detaille(again.numero_flux_depot)
    check("the rejection names the invoice", [row.numero_dp for row in detail.liste_erreur_dp] == [number])

    directory = api.annuaire_destinataire()
    check("the directory is downloaded", directory.code_retour == 0, directory.libelle)
    archive = zipfile.ZipFile(io.BytesIO(base64.b64decode(directory.fichier_resultat)))
    check("it is a sound ZIP", archive.testzip() is None and archive.namelist())
    text = b"".join(archive.read(name) for name in archive.namelist())
    check("it names the recipient", recipient["siret"].encode() in text)


def main():
    program = sys.argv[1]
    process, base = start(program)
    try:
        drive(program, base)
    finally:
        process.terminate()
        process.wait(timeout=20)
    print(f"the Python client passed: {done} checks")


if __name__ == "__main__":
    main()
