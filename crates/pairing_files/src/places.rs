//! Where people are: coordinates read from the files, or places that the caller locates.

use std::collections::BTreeSet;

use crate::criteria::PlaceColumns;
use crate::error::{CellError, Error};
use crate::people::People;
use crate::table::{Column, Row, Table};

/// A point on the Earth (WGS 84).
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Point {
    /// Degrees east of Greenwich, negative to the west.
    pub lon: f64,
    /// Degrees north of the equator, negative to the south.
    pub lat: f64,
}

/// A place as a file writes it; no text is empty.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place<'a> {
    /// The INSEE code of a municipality, which is not its postcode.
    Insee(&'a str),
    /// The name of a municipality, or of another place that the caller knows.
    Name(&'a str),
    /// A postcode with the name beside it, since one postcode may serve several municipalities.
    Postcode {
        /// The cell of the postcode.
        postcode: &'a str,
        /// The cell of the name, where there is one.
        name: Option<&'a str>,
    },
}

/// The caller's answer to where a place is, or why it is not known: see [`propose`](crate::propose).
pub(crate) type Locate<'a> = &'a dyn Fn(Place<'_>) -> Result<Point, String>;

impl People {
    /// Where each person is; a place that is not understood gives a warning and counts as unknown.
    pub fn points(
        &self,
        columns: &PlaceColumns,
        locate: Locate<'_>,
        warnings: &mut BTreeSet<CellError>,
    ) -> Result<Vec<Option<Point>>, Error> {
        let columns = FoundColumns::new(&self.table, columns)?;
        Ok(self.read_each(|row| {
            columns.point(row, locate).unwrap_or_else(|(column, reason)| {
                let problem = format!("{reason} : la distance n’est pas comptée");
                warnings.insert(self.table.cell_error(row, column, problem));
                None
            })
        }))
    }
}

/// [`PlaceColumns`] found in a table.
enum FoundColumns<'a> {
    Insee(Column<'a>),
    Postcode(Column<'a>, Option<Column<'a>>),
    Name(Column<'a>),
    Point(Column<'a>, Column<'a>),
}

impl<'a> FoundColumns<'a> {
    fn new(table: &Table, columns: &'a PlaceColumns) -> Result<Self, Error> {
        let column = |title: &'a String| table.column(title);
        Ok(match columns {
            PlaceColumns::Insee { insee } => Self::Insee(column(insee)?),
            PlaceColumns::Name { name } => Self::Name(column(name)?),
            PlaceColumns::Point { lon, lat } => Self::Point(column(lon)?, column(lat)?),
            PlaceColumns::Postcode { postcode, name } => {
                Self::Postcode(column(postcode)?, name.as_ref().map(column).transpose()?)
            }
        })
    }

    /// The point of a line, `None` when it names no place; or the column that is not understood, and why.
    fn point(&self, row: &Row, locate: Locate<'_>) -> Result<Option<Point>, (Column<'a>, String)> {
        if let Self::Point(lon, lat) = *self {
            let coordinates = degrees(row, lon, 180.0)?.zip(degrees(row, lat, 90.0)?);
            return Ok(coordinates.map(|(lon, lat)| Point { lon, lat }));
        }
        let Some((column, place)) = self.place(row) else { return Ok(None) };
        locate(place).map(Some).map_err(|reason| (column, reason))
    }

    /// The place that a line names, with the column that matters most.
    fn place<'r>(&self, row: &'r Row) -> Option<(Column<'a>, Place<'r>)> {
        let text = |column| Some(row.text(column)).filter(|text| !text.is_empty());
        match *self {
            Self::Insee(column) => Some((column, Place::Insee(text(column)?))),
            Self::Name(column) => Some((column, Place::Name(text(column)?))),
            Self::Postcode(column, name) => match (text(column), name) {
                (Some(postcode), name) => {
                    Some((column, Place::Postcode { postcode, name: name.and_then(text) }))
                }
                (None, Some(name)) => Some((name, Place::Name(text(name)?))),
                (None, None) => None,
            },
            Self::Point(..) => None,
        }
    }
}

/// A number of degrees with a decimal point or comma; `None` when the cell is blank.
fn degrees<'a>(row: &Row, column: Column<'a>, max: f64) -> Result<Option<f64>, (Column<'a>, String)> {
    let text = row.text(column);
    if text.is_empty() {
        return Ok(None);
    }
    let degrees = text.replace(',', ".").parse().ok().filter(|degrees: &f64| degrees.abs() <= max);
    let unreadable = || (column, format!("« {text} » n’est pas un nombre de degrés, de -{max} à {max}"));
    degrees.map(Some).ok_or_else(unreadable)
}
