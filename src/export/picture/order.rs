//! In which order codes are read that lie on one page: row by row from the top, and each row from the left.

/// Where a code lies, in pixels.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Place {
    pub left: f32,
    pub top: f32,
    pub bottom: f32,
}

impl Place {
    /// The least that holds all points; at the start of the picture if there are none.
    pub fn around(points: impl Iterator<Item = (f32, f32)>) -> Self {
        let none = Self {
            left: f32::MAX,
            top: f32::MAX,
            bottom: f32::MIN,
        };
        let around = points.fold(none, |place, (x, y)| Self {
            left: place.left.min(x),
            top: place.top.min(y),
            bottom: place.bottom.max(y),
        });
        if around == none {
            return Self::around([(0.0, 0.0)].into_iter());
        }
        around
    }

    /// The same in a picture so many times as large.
    pub fn times(self, scale: f32) -> Self {
        Self {
            left: self.left * scale,
            top: self.top * scale,
            bottom: self.bottom * scale,
        }
    }

    fn middle(self) -> f32 {
        f32::midpoint(self.top, self.bottom)
    }
}

/// Puts what lies at such places in order. Who stands beside the first of a row belongs to it.
pub(super) fn in_order<T>(mut placed: Vec<(Place, T)>) -> Vec<T> {
    placed.sort_by(|(one, _), (other, _)| one.top.total_cmp(&other.top));
    let mut rows: Vec<Vec<(Place, T)>> = Vec::new();
    for (place, each) in placed {
        let row = rows.last_mut().filter(|row| {
            row.first()
                .is_some_and(|(first, _)| place.middle() <= first.bottom || place.top <= first.middle())
        });
        match row {
            Some(row) => row.push((place, each)),
            None => rows.push(vec![(place, each)]),
        }
    }
    for row in &mut rows {
        row.sort_by(|(one, _), (other, _)| one.left.total_cmp(&other.left));
    }
    rows.into_iter().flatten().map(|(_, each)| each).collect()
}
