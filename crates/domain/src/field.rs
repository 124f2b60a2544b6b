//! The fields of each form: the names of their controls and their labels.

use serde::{Deserialize, Serialize};

use crate::FormField;

/// The fields of one form. `in "group"` for those that repeat in rows; `secret` after a label for what is never shown
/// again.
macro_rules! fields {
    (
        $(#[$form_doc:meta])*
        $form:ident $(in $group:literal)? {
            $($(#[$doc:meta])* $variant:ident = $name:literal, $label:literal $(, $secret:ident)?;)+
        }
    ) => {
        $(#[$form_doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
        pub enum $form {
            $($(#[$doc])* $variant,)+
        }

        impl FormField for $form {
            const ALL: &'static [Self] = &[$(Self::$variant),+];
            const GROUP: Option<&'static str> = fields!(@group $($group)?);

            fn name(self) -> &'static str {
                match self { $(Self::$variant => $name,)+ }
            }

            fn label(self) -> &'static str {
                match self { $(Self::$variant => $label,)+ }
            }

            fn is_secret(self) -> bool {
                match self { $(Self::$variant => fields!(@secret $($secret)?),)+ }
            }
        }
    };
    (@group) => { None };
    (@group $group:literal) => { Some($group) };
    (@secret) => { false };
    (@secret secret) => { true };
}

fields! {
    /// The deposit form. Its files are kept when they arrive, and are no value.
    Field {
        /// The PDF itself; no value.
        Document = "document", "Document", secret;
        /// The structure that issues; no value of the form.
        Issuer = "issuer", "Émetteur", secret;
        /// How it is deposited: with its PDF, or typed line by line.
        Mode = "mode", "Mode de dépôt";
        /// SIRET of the recipient (BT-47).
        RecipientSiret = "recipient_siret", "SIRET du destinataire";
        /// Code of the service (BT-10).
        ServiceCode = "service_code", "Code service";
        /// Engagement number (BT-13).
        Engagement = "engagement", "Numéro d’engagement";
        /// Contract number (BT-12).
        Contract = "contract", "Numéro de marché";
        /// Cadre de facturation (BT-23).
        Framework = "framework", "Cadre de facturation";
        /// SIRET of who validates an invoice of a subcontractor or joint contractor.
        ValidatorSiret = "validator_siret", "SIRET du valideur";
        /// Code of its service.
        ValidatorService = "validator_service", "Service du valideur";
        /// Facture or avoir (BT-3).
        Kind = "kind", "Type";
        /// Invoice number (BT-1).
        Number = "number", "Numéro de facture";
        /// Number of the invoice that a credit note corrects (BT-25).
        OriginNumber = "origin_number", "Facture d’origine";
        /// Issue date (BT-2).
        Date = "date", "Date de facture";
        /// Currency (BT-5).
        Currency = "currency", "Devise";
        /// VAT regime (BT-8).
        VatType = "vat_type", "Type de TVA";
        /// Why no VAT is charged (BT-120).
        ExemptionReason = "exemption_reason", "Motif d’exonération";
        /// Payment mode (BT-81).
        PaymentMode = "payment_mode", "Mode de paiement";
        /// Bank account to pay to (`codeCoordonneesBancairesFournisseur`), by its number at Chorus Pro.
        BankAccount = "bank_account", "Compte à créditer";
        /// Total without VAT (BT-109).
        Net = "net", "Total HT";
        /// Total VAT (BT-110).
        Vat = "vat", "Total TVA";
        /// Total with VAT (BT-112).
        Gross = "gross", "Total TTC";
        /// What is taken off the total (montantRemiseGlobaleTTC): a discount, or what was paid before (BT-113).
        Discount = "discount", "Remise globale TTC";
        /// Why.
        DiscountReason = "discount_reason", "Motif de la remise";
        /// Amount due (BT-115).
        Due = "due", "Montant à payer";
        /// The VAT table (BG-23).
        VatTable = "vat_table", "Ventilation de la TVA";
        /// Free comment (BT-22).
        Comment = "comment", "Commentaire";
        /// To whom the claim was assigned; no value of the form: it is written into the comment.
        Factor = "factor", "Nom de l’affactureur";
        /// Attached files.
        Attachments = "attachments", "Pièces jointes", secret;
    }
}

fields! {
    /// A row of the VAT table (BG-23).
    VatField in "tax" {
        /// Percent (BT-119).
        Rate = "rate", "Taux";
        /// Base without VAT (BT-116).
        Base = "base", "Base HT";
        /// Tax (BT-117).
        Tax = "tax", "TVA";
    }
}

fields! {
    /// The start of a deposit.
    StartField {
        /// The structure that issues.
        Structure = "structure", "Structure";
        /// The PDF of the invoice.
        File = "file", "PDF de la facture", secret;
    }
}

fields! {
    /// A structure.
    StructureField {
        /// What its identifier is: a SIRET or, for who has none, another one.
        IdentifierKind = "identifier_kind", "Type d’identifiant";
        /// The identifier.
        Siret = "siret", "Identifiant";
        /// Its name.
        Name = "name", "Nom";
        /// Its town, where one wants to know it.
        Town = "town", "Ville";
        /// Supplier, recipient or both.
        Side = "side", "Rôle sur Chorus Pro";
        /// Qualification or production.
        Environment = "environment", "Environnement";
    }
}

fields! {
    /// A table of structures to import.
    ImportField {
        /// The table; no value.
        File = "file", "Tableau", secret;
        /// Supplier or recipient, where a row does not say.
        Side = "side", "Rôle sur Chorus Pro";
        /// Qualification or production, where a row does not say.
        Environment = "environment", "Environnement";
    }
}

fields! {
    /// The access of a structure.
    CredentialField {
        /// Client id of the PISTE application.
        ClientId = "client_id", "Identifiant client";
        /// Its secret.
        ClientSecret = "client_secret", "Secret client", secret;
        /// Login of the technical account.
        Login = "login", "Identifiant du compte technique";
        /// Its password.
        Password = "password", "Mot de passe du compte technique", secret;
        /// The PKCS#12 file.
        Certificate = "certificate", "Fichier PKCS#12", secret;
        /// Its password.
        CertificatePassword = "certificate_password", "Mot de passe du fichier", secret;
        /// The chain that its authority gives apart.
        CertificateChain = "certificate_chain", "Chaîne de l’autorité", secret;
    }
}

fields! {
    /// The EDI link of a structure.
    EdiField {
        /// The code that Chorus Pro gave to the application of the partner.
        Application = "application", "Code application";
        /// The number of the next archive.
        Sequence = "sequence", "Prochain numéro";
        /// Interfaces by which archives may leave: one box each.
        FacturX = "interface_1117", "FSO1117A, Factur-X";
        /// UBL, E1.
        Ubl = "interface_1100", "FSO1100A, UBL structuré";
        /// UBL, E2.
        UblMinimal = "interface_1110", "FSO1110A, UBL minimal avec PDF";
        /// CII, E1.
        Cii = "interface_1106", "FSO1106A, CII 16B structuré";
        /// CII, E2.
        CiiMinimal = "interface_1116", "FSO1116A, CII 16B minimal avec PDF";
        /// CPP, E2.
        Cpp = "interface_1113", "FSO1113A, XML propre à Chorus Pro avec PDF";
        /// A folder of this machine, or a server.
        Place = "place", "Lieu d’échange";
        /// The folder, below what the installation allows.
        Root = "root", "Dossier";
        /// The server.
        Host = "host", "Serveur";
        /// Its port.
        Port = "port", "Port";
        /// Who signs in there.
        User = "user", "Utilisateur";
        /// The private key.
        Key = "key", "Clé privée", secret;
        /// Where archives are laid.
        Outbox = "outbox", "Dossier de départ";
        /// Where files come from.
        Inbox = "inbox", "Dossier d’arrivée";
        /// Where files go that were taken.
        Processed = "processed", "Dossier des fichiers pris";
    }
}

fields! {
    /// A person of the organisation.
    PersonField {
        /// First and last name.
        Name = "name", "Prénom et nom";
        /// Electronic address.
        Email = "email", "Adresse électronique";
        /// Role.
        Role = "role", "Rôle";
        /// All structures or some.
        Reach = "reach", "Accès";
        /// First password.
        Password = "password", "Premier mot de passe", secret;
    }
}

fields! {
    /// A structure that a person reaches.
    ReachField in "structure" {
        /// The identifier of the structure.
        Id = "id", "Structure";
        /// Codes of services there, with commas; all of them when empty.
        Services = "services", "Services";
    }
}

fields! {
    /// A line of an invoice that is typed (BG-25).
    LineField in "line" {
        /// Reference of the item (BT-155).
        Reference = "reference", "Référence";
        /// What it is (BT-153).
        Name = "name", "Désignation";
        /// How many (BT-129).
        Quantity = "quantity", "Quantité";
        /// Of what (BT-130).
        Unit = "unit", "Unité";
        /// Price of one, without VAT (BT-146).
        Price = "price", "Prix unitaire HT";
        /// What is taken off the line, without VAT.
        Discount = "discount", "Remise HT";
        /// VAT rate (BT-152).
        Rate = "rate", "TVA %";
    }
}

fields! {
    /// A column of a table of invoices.
    ColumnField in "column" {
        /// What it holds.
        Content = "content", "Contenu";
    }
}

fields! {
    /// What completes a suspended invoice.
    CompleteField {
        /// The explanation.
        Comment = "comment", "Commentaire";
        /// The documents; no value.
        Attachments = "attachments", "Pièces", secret;
    }
}

fields! {
    /// What the recipient of an invoice decides.
    DecisionField {
        /// The status that it is given.
        Decision = "decision", "Décision";
        /// Why (`motif`).
        Motif = "motif", "Motif";
        /// Number of the payment order (`numeroDPMandat`).
        MandateNumber = "mandate_number", "Numéro de mandat";
        /// The day on which the work was done (R2192-13).
        ServiceDay = "service_day", "Date du service fait";
        /// The proofs; no value.
        Attachments = "attachments", "Justificatifs", secret;
    }
}

fields! {
    /// The new way of an invoice to recycle. The names are those of the deposit.
    RecycleField {
        /// SIRET of the recipient (BT-47).
        RecipientSiret = "recipient_siret", "SIRET du destinataire";
        /// Code of the service (BT-10).
        ServiceCode = "service_code", "Code service";
        /// Engagement number (BT-13).
        Engagement = "engagement", "Numéro d’engagement";
        /// What is said to the recipient.
        Comment = "comment", "Commentaire";
    }
}

fields! {
    /// Who is to validate.
    ValidatorField {
        /// What the identifier is.
        Kind = "identifier_kind", "Type d’identifiant";
        /// The identifier.
        Identifier = "identifier", "Identifiant du valideur";
    }
}

fields! {
    /// What a validator answers.
    AnswerField {
        /// Accepted, refused, or for another validator.
        Answer = "answer", "Votre réponse";
        /// Why it is refused (`motifRefus`).
        Reason = "reason", "Motif du refus";
        /// What is written with it (`complementInfo`).
        Detail = "detail", "Précisions";
    }
}

fields! {
    /// An act on a works document. The names of its way are those of the deposit.
    WorksActField {
        /// Why, what is missing, or what is said to it (`commentaire`).
        Comment = "comment", "Commentaire";
        /// What goes with it (`pieceJointeComplementaire`); no value.
        Attachments = "attachments", "Pièces à joindre", secret;
        /// Code of the reason for a refusal (`motifRefus`).
        Reason = "reason", "Motif du refus";
        /// What is written with a refusal (`complementInfo`).
        Detail = "detail", "Précisions";
        /// SIRET of who pays (`identifiantDestinataire`).
        RecipientSiret = "recipient_siret", "SIRET du destinataire";
        /// Code of its service (`codeServiceExecutant`).
        ServiceCode = "service_code", "Code service";
        /// Engagement number (`numeroBonCommande`).
        Engagement = "engagement", "Numéro d’engagement";
    }
}

fields! {
    /// The form of a service of works, confirmed by an administrator.
    WorksFormField {
        /// Which.
        Form = "form", "Service";
        /// How it is known.
        Source = "source", "D’où le savez-vous";
    }
}

fields! {
    /// Who pays an invoice.
    PayerField {
        /// What the legal delay depends on.
        Category = "category", "Qui paie";
    }
}

fields! {
    /// The delay to pay that a contract gives.
    ContractField {
        /// Its days.
        Days = "contract_days", "Jours prévus au contrat";
    }
}

fields! {
    /// A search of received invoices at Chorus Pro. The names are those of its address.
    SearchField {
        /// The structure that received them.
        Structure = "structure", "Structure destinataire";
        /// Live data, the archive, or both.
        Place = "ou", "Où chercher";
        /// BT-1.
        Number = "numero", "N° de facture exact";
        /// The SIRET of their supplier.
        Supplier = "fournisseur", "SIRET du fournisseur";
        /// BT-13.
        Engagement = "engagement", "N° d’engagement";
        /// Their status.
        Status = "statut", "État";
        /// BT-2 from this day.
        From = "du", "Datée du";
        /// BT-2 until this day.
        Until = "au", "Au";
        /// BT-112, at least.
        Least = "min", "TTC, au moins";
        /// BT-112, at most.
        Most = "max", "TTC, au plus";
    }
}

fields! {
    /// A rate of late interest.
    LateRateField {
        /// The half-year, by its first day.
        Half = "half", "Semestre";
        /// The rate of the European Central Bank on that day, in percent.
        Refinancing = "refinancing", "Taux de la BCE";
        /// Where it was read.
        Source = "source", "Source";
    }
}

fields! {
    /// A call to Chorus Pro made by hand.
    CallField {
        /// What is sent, as JSON.
        Input = "input", "Demande";
    }
}

fields! {
    /// A mandate to act for a client structure.
    MandateField {
        /// Who may act.
        Holder = "holder", "Mandataire";
        /// The first day.
        First = "first", "Valable à partir du";
        /// The last day, where there is one.
        Last = "last", "Jusqu’au";
        /// The signed document; no value.
        File = "file", "Mandat signé", secret;
        /// The mandate that it takes the place of.
        Replaces = "replaces", "Remplace";
    }
}

fields! {
    /// The end of a mandate.
    MandateEndField {
        /// The last day on which it is good.
        Last = "end_last", "Dernier jour";
        /// Why it ends.
        Reason = "end_reason", "Motif";
    }
}

fields! {
    /// A rule of the circuit of received invoices.
    CircuitField {
        /// What it is called.
        Name = "rule_name", "Nom de la règle";
        /// Of which structure.
        Structure = "structure", "Structure";
        /// For which service.
        Service = "service_code", "Code service";
        /// From which supplier.
        Supplier = "supplier", "SIRET du fournisseur";
        /// From which amount on.
        From = "from", "À partir de (TTC)";
        /// Who looks after them.
        AssignTo = "assign_to", "Confier à";
        /// Who approves first.
        Step1 = "step1", "Premier visa";
        /// Who approves then.
        Step2 = "step2", "Deuxième visa";
        /// Who approves then.
        Step3 = "step3", "Troisième visa";
        /// Who approves last.
        Step4 = "step4", "Quatrième visa";
    }
}

fields! {
    /// People who approve for each other.
    TeamField {
        /// What they are called.
        Name = "team_name", "Nom de l’équipe";
        /// Who they are.
        Members = "members", "Membres";
    }
}

fields! {
    /// Days on which somebody is absent.
    AbsenceField {
        /// The first day.
        First = "absence_first", "Absent du";
        /// The last day.
        Last = "absence_last", "Au";
        /// Who stands in.
        Substitute = "substitute", "Suppléant";
    }
}

fields! {
    /// What was learnt by calling a supplier back about an account.
    CallBackField {
        /// Whom, when, under which number, what was said.
        Note = "call_back", "Compte rendu du contre-appel";
    }
}

fields! {
    /// What of each invoice a package holds, and under which name.
    PackageField {
        /// PDF, PIVOT or both.
        Contents = "contents", "Contenu";
        /// Whether the attachments go with them.
        Attachments = "attachments", "Avec les pièces jointes";
        /// How the files are named.
        Pattern = "pattern", "Nom des fichiers";
        /// Of an archive: whether received invoices are in it.
        Received = "received", "Factures reçues";
        /// Of an archive: whether issued invoices are in it.
        Issued = "issued", "Factures émises";
    }
}

fields! {
    /// A structure whose SIRET changes.
    SiretChangeField {
        /// The SIRET that comes.
        NewSiret = "new_siret", "Nouveau SIRET";
    }
}

fields! {
    /// The sign-in.
    SignInField {
        /// Electronic address.
        Email = "email", "Adresse électronique";
        /// Password.
        Password = "password", "Mot de passe", secret;
        /// Whether who belongs nowhere yet says yes to who has invited them.
        Accept = "accept", "J’accepte l’invitation";
        /// Where to go then: a path of this site.
        Next = "suite", "Page demandée";
    }
}

fields! {
    /// The change of one's own password.
    PasswordField {
        /// The one in force.
        Present = "present", "Mot de passe actuel", secret;
        /// The one to come.
        New = "new", "Nouveau mot de passe", secret;
    }
}

fields! {
    /// A code of the second factor.
    SecondFactorField {
        /// Six digits of the application, or a code that replaces them.
        Code = "code", "Code", secret;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::FieldPath;

    /// Every name is a path that leads back to its field: what a form writes, it reads.
    fn lead_back<F: FormField + PartialEq + std::fmt::Debug>() {
        for field in F::ALL {
            let path: FieldPath = field.at(3).to_string().parse().unwrap();
            assert_eq!(path, field.at(3));
            assert_eq!(F::of_path(&path), Some(*field));
        }
    }

    #[test]
    fn every_name_leads_back_to_its_field() {
        lead_back::<Field>();
        lead_back::<VatField>();
        lead_back::<StartField>();
        lead_back::<StructureField>();
        lead_back::<CredentialField>();
        lead_back::<EdiField>();
        lead_back::<PersonField>();
        lead_back::<ReachField>();
        lead_back::<LineField>();
        lead_back::<ColumnField>();
        lead_back::<CompleteField>();
        lead_back::<RecycleField>();
        lead_back::<DecisionField>();
        lead_back::<ValidatorField>();
        lead_back::<AnswerField>();
        lead_back::<WorksActField>();
        lead_back::<WorksFormField>();
        lead_back::<PayerField>();
        lead_back::<ContractField>();
        lead_back::<SearchField>();
        lead_back::<LateRateField>();
        lead_back::<CallField>();
        lead_back::<MandateField>();
        lead_back::<MandateEndField>();
        lead_back::<PackageField>();
        lead_back::<CircuitField>();
        lead_back::<TeamField>();
        lead_back::<AbsenceField>();
        lead_back::<CallBackField>();
        lead_back::<SiretChangeField>();
        lead_back::<SignInField>();
        lead_back::<PasswordField>();
        assert_eq!(Field::of_path(&VatField::Rate.at(0)), None);
        assert_eq!(VatField::label_of(&VatField::Rate.at(1)).as_deref(), Some("Taux, ligne 2"));
    }
}
