namespaces! {
    0 ubl "urn:oasis:names:specification:ubl:schema:xsd:Invoice-2" { Invoice }
    1 cn "urn:oasis:names:specification:ubl:schema:xsd:CreditNote-2" { CreditNote }
    2 cbc "urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2" {
        ID UBLVersionID CustomizationID ProfileID IssueDate DueDate InvoiceTypeCode CreditNoteTypeCode Note TaxPointDate
        DocumentCurrencyCode TaxCurrencyCode AccountingCost BuyerReference StartDate EndDate DescriptionCode
        SalesOrderID DocumentTypeCode DocumentDescription EmbeddedDocumentBinaryObject URI EndpointID Name
        StreetName AdditionalStreetName CityName PostalZone CountrySubentity Line IdentificationCode CompanyID
        RegistrationName CompanyLegalForm Telephone ElectronicMail ActualDeliveryDate PaymentMeansCode PaymentID
        PaymentDueDate PrimaryAccountNumberID NetworkID HolderName ChargeIndicator AllowanceChargeReasonCode
        AllowanceChargeReason MultiplierFactorNumeric Amount BaseAmount Percent TaxExemptionReasonCode
        TaxExemptionReason TaxAmount TaxableAmount LineExtensionAmount TaxExclusiveAmount TaxInclusiveAmount
        AllowanceTotalAmount ChargeTotalAmount PrepaidAmount PayableRoundingAmount PayableAmount InvoicedQuantity
        CreditedQuantity LineID PriceAmount BaseQuantity Description Value ItemClassificationCode NameCode
        ValueQuantity DocumentStatusCode TaxInclusiveLineExtensionAmount
    }
    3 cac "urn:oasis:names:specification:ubl:schema:xsd:CommonAggregateComponents-2" {
        AccountingSupplierParty AccountingCustomerParty Party PartyIdentification PartyName PostalAddress Address
        AddressLine Country PartyTaxScheme TaxScheme PartyLegalEntity Contact PayeeParty TaxRepresentativeParty
        Delivery DeliveryLocation DeliveryParty PaymentMeans CardAccount PayeeFinancialAccount
        FinancialInstitutionBranch PaymentMandate PayerFinancialAccount PaymentTerms AllowanceCharge TaxCategory
        TaxTotal TaxSubtotal LegalMonetaryTotal InvoiceLine CreditNoteLine Item ClassifiedTaxCategory Price
        OrderLineReference DocumentReference InvoicePeriod OrderReference BillingReference
        InvoiceDocumentReference DespatchDocumentReference ReceiptDocumentReference OriginatorDocumentReference
        ContractDocumentReference AdditionalDocumentReference Attachment ExternalReference ProjectReference
        BuyersItemIdentification SellersItemIdentification StandardItemIdentification OriginCountry
        CommodityClassification AdditionalItemProperty AgentParty PayerParty ServiceProviderParty
        ManufacturerParty BillingReferenceLine
    }
    4 rsm "urn:un:unece:uncefact:data:standard:CrossIndustryInvoice:100" {
        CrossIndustryInvoice ExchangedDocumentContext ExchangedDocument SupplyChainTradeTransaction
    }
    5 ram "urn:un:unece:uncefact:data:standard:ReusableAggregateBusinessInformationEntity:100" {
        GuidelineSpecifiedDocumentContextParameter BusinessProcessSpecifiedDocumentContextParameter ID TypeCode
        IssueDateTime IncludedNote Content SubjectCode IncludedSupplyChainTradeLineItem
        AssociatedDocumentLineDocument LineID ParentLineID LineStatusCode LineStatusReasonCode SpecifiedTradeProduct GlobalID SellerAssignedID BuyerAssignedID Name
        Description ApplicableProductCharacteristic Value DesignatedProductClassification ClassCode
        OriginTradeCountry SpecifiedLineTradeAgreement BuyerOrderReferencedDocument GrossPriceProductTradePrice
        ChargeAmount BasisQuantity AppliedTradeAllowanceCharge ChargeIndicator ActualAmount
        NetPriceProductTradePrice SpecifiedLineTradeDelivery BilledQuantity SpecifiedLineTradeSettlement
        ApplicableTradeTax CategoryCode RateApplicablePercent BillingSpecifiedPeriod StartDateTime EndDateTime
        SpecifiedTradeAllowanceCharge CalculationPercent BasisAmount ReasonCode Reason
        SpecifiedTradeSettlementLineMonetarySummation LineTotalAmount AdditionalReferencedDocument
        IssuerAssignedID ReferenceTypeCode ReceivableSpecifiedTradeAccountingAccount ApplicableHeaderTradeAgreement
        BuyerReference SellerTradeParty BuyerTradeParty SellerTaxRepresentativeTradeParty
        SpecifiedLegalOrganization TradingBusinessName DefinedTradeContact PersonName DepartmentName
        TelephoneUniversalCommunication CompleteNumber EmailURIUniversalCommunication URIID PostalTradeAddress
        PostcodeCode LineOne LineTwo LineThree CityName CountryID CountrySubDivisionName
        URIUniversalCommunication SpecifiedTaxRegistration SellerOrderReferencedDocument
        ContractReferencedDocument AttachmentBinaryObject SpecifiedProcuringProject ApplicableHeaderTradeDelivery
        ShipToTradeParty ActualDeliverySupplyChainEvent OccurrenceDateTime DespatchAdviceReferencedDocument
        ReceivingAdviceReferencedDocument ApplicableHeaderTradeSettlement CreditorReferenceID PaymentReference
        TaxCurrencyCode InvoiceCurrencyCode PayeeTradeParty SpecifiedTradeSettlementPaymentMeans Information
        ApplicableTradeSettlementFinancialCard CardholderName PayerPartyDebtorFinancialAccount
        PayeePartyCreditorFinancialAccount IBANID ProprietaryID AccountName
        PayeeSpecifiedCreditorFinancialInstitution BICID CalculatedAmount ExemptionReason ExemptionReasonCode
        TaxPointDate DueDateTypeCode CategoryTradeTax SpecifiedTradePaymentTerms DueDateDateTime
        DirectDebitMandateID SpecifiedTradeSettlementHeaderMonetarySummation ChargeTotalAmount
        AllowanceTotalAmount TaxBasisTotalAmount TaxTotalAmount RoundingAmount GrandTotalAmount
        TotalPrepaidAmount DuePayableAmount InvoiceReferencedDocument FormattedIssueDateTime
        InformationAmount TotalDiscountAmount TotalAllowanceChargeAmount RetailValueExcludingTaxInformationAmount
        TotalDepositFeeInformationAmount ProductValueExcludingTobaccoTaxInformationAmount
        TotalRetailValueInformationAmount GrossLineTotalAmount NetLineTotalAmount
        NetIncludingTaxesLineTotalAmount StatusCode CopyIndicator RevisionID SectionName PreviousRevisionID
        EffectiveSpecifiedPeriod IssuerTradeParty AttachedSpecifiedBinaryFile DurationMeasure InclusiveIndicator
        CompleteDateTime OpenIndicator SeasonCode SequenceNumeric StartDateFlexibilityCode ContinuousIndicator
        InvoiceeTradeParty BuyerAgentTradeParty PayerTradeParty SalesAgentTradeParty InvoicerTradeParty
        ItemSellerTradeParty ValueMeasure PurposeCode PostOfficeBox BuildingName LineFour LineFive StreetName CitySubDivisionName CountryName
        CountrySubDivisionID AttentionOf CareOf BuildingNumber AdditionalStreetName
    }
    6 udt "urn:un:unece:uncefact:data:standard:UnqualifiedDataType:100" { DateTimeString DateTime Indicator DateString }
    7 qdt "urn:un:unece:uncefact:data:standard:QualifiedDataType:100" { DateTimeString }
}
