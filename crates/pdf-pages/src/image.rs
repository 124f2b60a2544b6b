//! A page as an image.

use hayro::vello_cpu::color::palette::css::WHITE;
use hayro::vello_cpu::peniko::ImageAlphaType;
use hayro::vello_cpu::{Pixels, Pixmap};
use hayro::{PixmapSettings, RenderCache, RenderSettings};
use png::{BitDepth, ColorType, Compression};

use crate::PageError;
use crate::reader::{index, open, settings, size};

/// The most pixels that an image has: an A4 page of 1,600 pixels has 3.6 million. A page that is much higher than wide
/// is drawn narrower than asked for.
pub const MOST_PIXELS: u32 = 4_000_000;

/// The page `number`, the first being 1, as a PNG of so many pixels in width.
///
/// # Errors
/// [`PageError`].
pub fn image(pdf: Vec<u8>, number: u32, width: u16) -> Result<Vec<u8>, PageError> {
    let pdf = open(pdf)?;
    if number == 0 {
        return Err(PageError::NoSuchPage);
    }
    let page = pdf.pages().get(index(number)).ok_or(PageError::NoSuchPage)?;
    let (page_width, page_height) = size(page)?;
    let scale = scale(page_width, page_height, width);
    let pixmap = hayro::render(
        page,
        &RenderCache::new(),
        &settings(),
        &RenderSettings::default(),
        &PixmapSettings { x_scale: scale, y_scale: scale, bg_color: WHITE },
    );
    drop(pdf);
    write(pixmap).ok_or(PageError::NotWritten)
}

/// How much larger a page is drawn than it is, so that it is as wide as asked for, but not of too many pixels, and at
/// least one high.
fn scale(page_width: f32, page_height: f32, width: u16) -> f32 {
    let wanted = f32::from(width) / page_width;
    let most = (MOST_PIXELS as f32 / (page_width * page_height)).sqrt();
    // A page of a thousand times its width: neither side may be longer than an image can be.
    let longest = f32::from(u16::MAX / 4) / page_width.max(page_height);
    wanted.min(most).min(longest).max(1.0 / page_width.min(page_height))
}

/// Without an alpha channel, and in grey where nothing is coloured: most invoices are black on white.
fn write(pixmap: Pixmap) -> Option<Vec<u8>> {
    let (width, height) = (u32::from(pixmap.width()), u32::from(pixmap.height()));
    let (mut pixels, mut channels) = match pixmap.try_take_rgb8(ImageAlphaType::Alpha) {
        Pixels::Rgb8(pixels) => (pixels, 3),
        Pixels::Rgba8(pixels) => (pixels, 4),
    };
    if pixels.chunks_exact(channels).all(|pixel| pixel[0] == pixel[1] && pixel[1] == pixel[2]) {
        keep(&mut pixels, channels, 1);
        channels = 1;
    } else if channels == 4 {
        keep(&mut pixels, channels, 3);
        channels = 3;
    }
    let mut image = Vec::new();
    let mut encoder = png::Encoder::new(&mut image, width, height);
    encoder.set_color(if channels == 1 { ColorType::Grayscale } else { ColorType::Rgb });
    encoder.set_depth(BitDepth::Eight);
    encoder.set_compression(Compression::Balanced);
    let mut writer = encoder.write_header().ok()?;
    writer.write_image_data(&pixels).ok()?;
    writer.finish().ok()?;
    Some(image)
}

/// Of each pixel, in place, the first channels only.
fn keep(pixels: &mut Vec<u8>, channels: usize, kept: usize) {
    let count = pixels.len() / channels;
    for pixel in 0..count {
        pixels.copy_within(pixel * channels..pixel * channels + kept, pixel * kept);
    }
    pixels.truncate(count * kept);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_is_as_wide_as_asked_for_unless_it_would_have_too_many_pixels() {
        let close = |one: f32, other: f32| (one - other).abs() < 0.001;
        assert!(close(scale(595.0, 842.0, 1600), 1600.0 / 595.0));
        let long = scale(100.0, 14_400.0, 1600);
        assert!(100.0 * 14_400.0 * long * long <= 4_000_500.0, "{long}");
        // A line of a page: at least a pixel high.
        assert!(scale(14_400.0, 1.0, 800) >= 1.0);
    }
}
