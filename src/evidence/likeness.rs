//! Whether two pictures of a screen look the same to whoever reads them.
//!
//! Pictures of the same page differ by rendering: a glyph begins half a pixel further on, a
//! stroke is a little heavier, a line stands one pixel lower. A changed digit differs by less
//! in the whole, so that neither a count of pixels nor the structural similarity of fixed
//! windows tells the two apart (tried: a shift by one pixel scores far worse than a 3 in the
//! place of a 2). What does is to compare piece by piece, each with the best place nearby:
//! a page that moved a little is the same, another word is not.
//!
//! It must not know screens or snapshots.

use image::{GrayImage, Luma, Rgb, RgbImage, imageops};
use insta::{Comparator, Snapshot, internals::SnapshotContents};
use std::collections::HashSet;

/// Edge of a piece, about that of a character.
const PIECE: u32 = 16;
/// From one piece to the next; they overlap, so that no character falls between two.
const STEP: u32 = 8;
/// Standard deviation of the blur that takes the edge off anti-aliasing.
const BLUR: f32 = 1.2;
/// How far a piece may have moved, in half pixels.
const REACH: i32 = 2;
/// Least correlation of two pieces that look the same. Measured with IPA Gothic at 16 pixels:
/// other hinting, sub-pixel positions and weights stay above 0.95, a changed digit or stroke
/// is at 0.92 and below.
const LEAST_CORRELATION: f32 = 0.935;
/// Contrast that is no text.
const NOISE: f32 = 60.0;
/// Most by which the mean brightness of two pieces may differ, of 255.
const BRIGHTNESS: f32 = 40.0;
/// Most by which their mean colour may differ beyond brightness.
const COLOUR: f32 = 20.0;
/// By how many pixels the heights of two pictures may differ.
const HEIGHT: u32 = 2;

/// A piece of the newer picture that looks different: its left upper corner.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Piece {
    /// Pixels from the left.
    pub x: u32,
    /// Pixels from the top.
    pub y: u32,
}

/// Where two pictures look different; nowhere if they look the same.
#[must_use]
pub fn differences(approved: &RgbImage, new: &RgbImage) -> Vec<Piece> {
    if approved == new {
        return Vec::new();
    }
    let (approved, new) = (Sheet::of(approved), Sheet::of(new));
    let (width, height) = (approved.width().max(new.width()), approved.height().max(new.height()));
    let of_one_size = approved.width() == new.width() && approved.height().abs_diff(new.height()) <= HEIGHT;
    let mut found = Vec::new();
    for y in corners(height) {
        for x in corners(width) {
            let piece = Piece { x, y };
            let (old, now) = (approved.piece(piece, 0, 0), new.piece(piece, 0, 0));
            let same = match (old, now) {
                (Some(old), Some(now)) => {
                    old == now || new.has_nearby(&old, piece) && approved.has_nearby(&now, piece)
                }
                // Below the end of the shorter of the two.
                _ => of_one_size,
            };
            if !same {
                found.push(piece);
            }
        }
    }
    found
}

/// The newer picture, faded, with the pieces that differ in full and framed.
#[must_use]
pub fn marked(new: &RgbImage, pieces: &[Piece]) -> RgbImage {
    const MARK: Rgb<u8> = Rgb([214, 0, 32]);
    let right = pieces.iter().map(|piece| piece.x + PIECE).max().unwrap_or(0).max(new.width());
    let bottom = pieces.iter().map(|piece| piece.y + PIECE).max().unwrap_or(0).max(new.height());
    let mut map = GrayImage::new(right, bottom);
    for piece in pieces {
        for y in piece.y..piece.y + PIECE {
            for x in piece.x..piece.x + PIECE {
                map.put_pixel(x, y, Luma([1]));
            }
        }
    }
    let inside = |x: u32, y: u32| map.get_pixel_checked(x, y).is_some_and(|found| found.0[0] == 1);
    RgbImage::from_fn(right, bottom, |x, y| {
        let pixel = new.get_pixel_checked(x, y).copied().unwrap_or(Rgb([255; 3]));
        if !inside(x, y) {
            return Rgb(pixel.0.map(|value| 255 - (255 - value) / 4));
        }
        let at_edge = [(x.wrapping_sub(1), y), (x + 1, y), (x, y.wrapping_sub(1)), (x, y + 1)]
            .into_iter()
            .any(|(x, y)| !inside(x, y));
        if at_edge { MARK } else { pixel }
    })
}

/// How many places the pieces make, roughly as a reader would count them.
#[must_use]
pub fn places(pieces: &[Piece]) -> usize {
    // So near, in steps, pieces belong together.
    const RIGHT: u32 = 4;
    const DOWN: u32 = 2;
    let mut left: HashSet<(u32, u32)> = pieces.iter().map(|piece| (piece.x / STEP, piece.y / STEP)).collect();
    let mut count = 0;
    for piece in pieces {
        let mut reached = vec![(piece.x / STEP, piece.y / STEP)];
        count += usize::from(left.contains(&reached[0]));
        while let Some((x, y)) = reached.pop() {
            if !left.remove(&(x, y)) {
                continue;
            }
            for near_y in y.saturating_sub(DOWN)..=y + DOWN {
                for near_x in x.saturating_sub(RIGHT)..=x + RIGHT {
                    if left.contains(&(near_x, near_y)) {
                        reached.push((near_x, near_y));
                    }
                }
            }
        }
    }
    count
}

/// Reads a picture, in fewer shades than it has: nobody sees the difference, and what is
/// approved takes a fraction of the bytes.
///
/// # Errors
/// If the bytes are no PNG.
pub fn read(bytes: &[u8]) -> Result<RgbImage, image::ImageError> {
    let mut picture = image::load_from_memory_with_format(bytes, image::ImageFormat::Png)?.into_rgb8();
    for value in picture.iter_mut() {
        *value = (*value & 0xf0) | (*value >> 4);
    }
    Ok(picture)
}

/// insta's question, answered by [`differences`].
#[derive(Debug, Clone, Copy)]
pub struct LooksTheSame;

impl Comparator for LooksTheSame {
    fn matches(&self, reference: &Snapshot, test: &Snapshot) -> bool {
        let picture = |snapshot: &Snapshot| match snapshot.contents() {
            SnapshotContents::Binary(Some(bytes)) => read(bytes).ok(),
            _ => None,
        };
        match (picture(reference), picture(test)) {
            (Some(approved), Some(new)) => differences(&approved, &new).is_empty(),
            _ => false,
        }
    }

    fn dyn_clone(&self) -> Box<dyn Comparator> {
        Box::new(*self)
    }
}

fn corners(length: u32) -> impl Iterator<Item = u32> + Clone {
    (0..length.saturating_sub(PIECE - STEP).max(1)).step_by(STEP as usize)
}

/// A picture as it is compared: blurred brightness, and the two colours.
struct Sheet {
    light: GrayImage,
    colour: RgbImage,
}

/// What is compared of a piece.
#[derive(PartialEq)]
struct Sample {
    light: Vec<f32>,
    mean: [f32; 3],
}

impl Sheet {
    fn of(picture: &RgbImage) -> Self {
        let light = imageops::blur(&imageops::grayscale(picture), BLUR);
        Self { light, colour: picture.clone() }
    }

    fn width(&self) -> u32 {
        self.light.width()
    }

    fn height(&self) -> u32 {
        self.light.height()
    }

    /// A piece moved by half pixels, between pixels as their mean. `None` outside.
    fn piece(&self, at: Piece, right: i32, down: i32) -> Option<Sample> {
        let place = |start: u32, move_by: i32, length: u32| {
            let doubled = i64::from(start) * 2 + i64::from(move_by);
            let first = u32::try_from(doubled.div_euclid(2)).ok()?;
            let half = u32::from(doubled.rem_euclid(2) == 1);
            (first + half + PIECE <= length).then_some((first, half))
        };
        let (x, half_x) = place(at.x, right, self.width())?;
        let (y, half_y) = place(at.y, down, self.height())?;
        let value = |x: u32, y: u32| f32::from(self.light.get_pixel(x, y).0[0]);
        let mut light = Vec::with_capacity((PIECE * PIECE) as usize);
        let mut sum = [0.0; 3];
        for row in y..y + PIECE {
            for column in x..x + PIECE {
                let corners = value(column, row)
                    + value(column + half_x, row)
                    + value(column, row + half_y)
                    + value(column + half_x, row + half_y);
                light.push(corners / 4.0);
                for (sum, channel) in sum.iter_mut().zip(self.colour.get_pixel(column, row).0) {
                    *sum += f32::from(channel);
                }
            }
        }
        let count = (PIECE * PIECE) as f32;
        Some(Sample { light, mean: sum.map(|sum| sum / count) })
    }

    fn has_nearby(&self, wanted: &Sample, at: Piece) -> bool {
        (-REACH..=REACH)
            .flat_map(|down| (-REACH..=REACH).map(move |right| (right, down)))
            .filter_map(|(right, down)| self.piece(at, right, down))
            .any(|found| wanted.looks_like(&found))
    }
}

impl Sample {
    fn looks_like(&self, other: &Self) -> bool {
        let apart: Vec<f32> = self.mean.iter().zip(other.mean).map(|(one, other)| one - other).collect();
        let brightness = apart.iter().sum::<f32>() / 3.0;
        brightness.abs() <= BRIGHTNESS
            && apart.iter().all(|apart| (apart - brightness).abs() <= COLOUR)
            && self.correlation(other) >= LEAST_CORRELATION
    }

    /// How alike the shapes are, whatever their contrast: 1 for equal ones.
    fn correlation(&self, other: &Self) -> f32 {
        let count = self.light.len() as f32;
        let mean = |light: &[f32]| light.iter().sum::<f32>() / count;
        let (mean_of_one, mean_of_other) = (mean(&self.light), mean(&other.light));
        let (mut both, mut one, mut two) = (0.0, 0.0, 0.0);
        for (left, right) in self.light.iter().zip(&other.light) {
            let (left, right) = (left - mean_of_one, right - mean_of_other);
            both += left * right;
            one += left * left;
            two += right * right;
        }
        let noise = NOISE * count;
        (2.0 * both + noise) / (one + two + noise)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Strokes that stand for a word, at a place given in quarters of a pixel.
    fn word(strokes: &[(u32, u32, u32, u32)], quarters: u32) -> RgbImage {
        RgbImage::from_fn(96, 48, |x, y| {
            let covered = |stroke: &(u32, u32, u32, u32)| {
                let (left, top, right, bottom) = *stroke;
                let along = |start: u32, end: u32, at: u32| {
                    let (start, end, at) = (start * 4 + quarters, end * 4 + quarters, at * 4);
                    end.min(at + 4).saturating_sub(start.max(at)) as f32 / 4.0
                };
                along(left, right, x) * f32::from(u8::from((top..bottom).contains(&y)))
            };
            let ink = strokes.iter().map(covered).fold(0.0, f32::max);
            Rgb([(255.0 * (1.0 - ink)) as u8; 3])
        })
    }

    const WORD: [(u32, u32, u32, u32); 4] =
        [(20, 16, 32, 18), (25, 16, 27, 30), (40, 16, 42, 30), (46, 16, 48, 30)];

    #[test]
    fn a_word_that_moved_a_little_looks_the_same() {
        for quarters in 0..=4 {
            assert_eq!(differences(&word(&WORD, 0), &word(&WORD, quarters)), [], "{quarters} quarters");
        }
        let mut fainter = word(&WORD, 0);
        fainter.pixels_mut().for_each(|pixel| pixel.0 = pixel.0.map(|value| value.max(40)));
        assert_eq!(differences(&word(&WORD, 0), &fainter), []);
    }

    #[test]
    fn another_word_does_not() {
        let mut other = WORD;
        other[3] = (43, 22, 48, 24);
        let found = differences(&word(&WORD, 0), &word(&other, 0));
        assert!(found.iter().any(|piece| (40..48).contains(&(piece.x + STEP))), "{found:?}");
        assert!(!differences(&word(&WORD, 0), &word(&WORD[..3], 0)).is_empty());
        assert!(!differences(&word(&WORD[..3], 0), &word(&WORD, 0)).is_empty());
    }

    #[test]
    fn colours_and_sizes_count() {
        let blue = RgbImage::from_pixel(64, 64, Rgb([0, 23, 193]));
        let red = RgbImage::from_pixel(64, 64, Rgb([193, 0, 31]));
        assert!(!differences(&blue, &red).is_empty());
        let longer = RgbImage::from_pixel(64, 66, Rgb([0, 23, 193]));
        assert_eq!(differences(&blue, &longer), []);
        let much_longer = RgbImage::from_pixel(64, 90, Rgb([0, 23, 193]));
        assert!(!differences(&blue, &much_longer).is_empty());
        assert!(!differences(&much_longer, &blue).is_empty());
        assert!(!differences(&blue, &RgbImage::from_pixel(80, 64, Rgb([0, 23, 193]))).is_empty());
    }

    #[test]
    fn differences_are_shown_in_their_place() {
        let pieces = differences(&word(&WORD[..3], 0), &word(&WORD, 0));
        let picture = marked(&word(&WORD, 0), &pieces);
        assert!(picture.pixels().any(|pixel| *pixel == Rgb([214, 0, 32])));
        assert_eq!(picture.dimensions(), (96, 48));
        assert_eq!(places(&pieces), 1);
        assert_eq!(places(&[]), 0);
        let apart =
            [Piece { x: 0, y: 0 }, Piece { x: 8, y: 8 }, Piece { x: 80, y: 0 }, Piece { x: 0, y: 64 }];
        assert_eq!(places(&apart), 3);
    }

    /// Another page altogether is told as soon as any other difference.
    #[test]
    fn a_page_that_differs_everywhere_is_marked() {
        let stripes = |on: u32| {
            RgbImage::from_fn(1280, 1300, |x, y| Rgb([if (x / 3 + y / 5) % 2 == on { 0 } else { 255 }; 3]))
        };
        let blank = RgbImage::from_pixel(1280, 1300, Rgb([255; 3]));
        let pieces = differences(&blank, &stripes(0));
        assert_eq!(places(&pieces), 1);
        assert_eq!(marked(&stripes(0), &pieces).dimensions(), (1280, 1300));
    }
}
