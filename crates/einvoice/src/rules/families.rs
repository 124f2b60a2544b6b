//! The nine families of VAT rules, which share one template of ten.

use super::codes::Category;

/// Which tax identifiers of the seller a family asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum SellerIdentifier {
    /// Any of BT-31, BT-32 and BT-63.
    Any,
    /// A VAT number: BT-31 or BT-63.
    VatNumber,
    /// None of BT-31, BT-63 and BT-48.
    None,
}

/// Which identifiers of the buyer a family asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum BuyerIdentifier {
    NotAsked,
    /// BT-48 or BT-47.
    VatOrLegal,
    /// BT-48.
    VatNumber,
}

/// What the rate of a category must be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Rate {
    Zero,
    AboveZero,
    NotBelowZero,
    Absent,
}

/// One family.
pub(super) struct Family {
    pub(super) category: Category,
    /// The ten ids, of `-01` to `-10`.
    pub(super) ids: [&'static str; 10],
    pub(super) seller: SellerIdentifier,
    pub(super) buyer: BuyerIdentifier,
    /// For UBL; CII asks for more of category L.
    pub(super) rate: Rate,
    /// Whether an exemption reason is demanded; it is forbidden otherwise.
    pub(super) needs_reason: bool,
    /// Whether there is one breakdown for each rate, and not a single one.
    pub(super) by_rate: bool,
}

macro_rules! ids {
    ($name:literal) => {
        [
            concat!("BR-", $name, "-01"),
            concat!("BR-", $name, "-02"),
            concat!("BR-", $name, "-03"),
            concat!("BR-", $name, "-04"),
            concat!("BR-", $name, "-05"),
            concat!("BR-", $name, "-06"),
            concat!("BR-", $name, "-07"),
            concat!("BR-", $name, "-08"),
            concat!("BR-", $name, "-09"),
            concat!("BR-", $name, "-10"),
        ]
    };
}

macro_rules! families {
    ($($category:ident $name:literal $seller:ident $buyer:ident $rate:ident $reason:literal $by_rate:literal)*) => {
        pub(super) const FAMILIES: &[Family] = &[$(Family {
            category: Category::$category,
            ids: ids!($name),
            seller: SellerIdentifier::$seller,
            buyer: BuyerIdentifier::$buyer,
            rate: Rate::$rate,
            needs_reason: $reason,
            by_rate: $by_rate,
        }),*];
    };
}

families! {
    Standard "S" Any NotAsked AboveZero false true
    Zero "Z" Any NotAsked Zero false false
    Exempt "E" Any NotAsked Zero true false
    ReverseCharge "AE" Any VatOrLegal Zero true false
    IntraCommunity "IC" VatNumber VatNumber Zero true false
    Export "G" VatNumber NotAsked Zero true false
    OutsideScope "O" None NotAsked Absent true false
    CanaryIslands "AF" Any NotAsked NotBelowZero false true
    CeutaAndMelilla "AG" Any NotAsked NotBelowZero false true
}

/// The tax identifiers that a document gives.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Identifiers {
    /// BT-31 or BT-32.
    pub(super) seller_any: bool,
    /// BT-31.
    pub(super) seller_vat: bool,
    /// BT-63.
    pub(super) representative_vat: bool,
    /// BT-48.
    pub(super) buyer_vat: bool,
    /// BT-47.
    pub(super) buyer_legal: bool,
}

impl Identifiers {
    /// Whether they are those that a family asks for.
    pub(super) fn suit(self, family: &Family) -> bool {
        let seller = match family.seller {
            SellerIdentifier::Any => self.seller_any || self.representative_vat,
            SellerIdentifier::VatNumber => self.seller_vat || self.representative_vat,
            SellerIdentifier::None => !(self.seller_vat || self.representative_vat || self.buyer_vat),
        };
        seller
            && match family.buyer {
                BuyerIdentifier::NotAsked => true,
                BuyerIdentifier::VatOrLegal => self.buyer_vat || self.buyer_legal,
                BuyerIdentifier::VatNumber => self.buyer_vat,
            }
    }
}
