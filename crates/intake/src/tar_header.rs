//! The 512 bytes before each entry of a tar.

use tar::Header;

/// The size of a header, and what entries are padded to, in bytes.
pub(crate) const BLOCK: usize = 512;

/// The checksum of a header, counted as if it held blanks itself.
const CHECKSUM: std::ops::Range<usize> = 148..156;

/// The header that these bytes are; `None` when their checksum says that they are none.
pub(crate) fn header(block: &[u8; BLOCK]) -> Option<Header> {
    let mut header = Header::new_old();
    header.as_mut_bytes().copy_from_slice(block);
    let bytes = block.iter().enumerate();
    let sum: u32 =
        bytes.map(|(place, byte)| u32::from(if CHECKSUM.contains(&place) { b' ' } else { *byte })).sum();
    header.cksum().is_ok_and(|written| written == sum).then_some(header)
}
