//! The linear algebra that the estimators need: small symmetric positive definite matrices.
//!
//! A library's Cholesky factorisation reports that a matrix is singular; this one reports at which row, which lets an
//! error name the covariate responsible.

/// A square matrix, stored row by row.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Square {
    size: usize,
    cells: Vec<f64>,
}

impl Square {
    pub(crate) fn zero(size: usize) -> Self {
        Self { size, cells: vec![0.0; size * size] }
    }

    pub(crate) fn at(&self, row: usize, column: usize) -> f64 {
        self.cells[row * self.size + column]
    }

    pub(crate) fn set(&mut self, row: usize, column: usize, value: f64) {
        self.cells[row * self.size + column] = value;
    }

    pub(crate) fn add(&mut self, row: usize, column: usize, value: f64) {
        self.cells[row * self.size + column] += value;
    }

    pub(crate) fn clear(&mut self) {
        self.cells.fill(0.0);
    }

    /// Adds `weight · x xᵀ` to the lower triangle.
    pub(crate) fn add_outer(&mut self, weight: f64, x: &[f64]) {
        for (row, line) in self.cells.chunks_exact_mut(self.size).enumerate() {
            let scaled = weight * x[row];
            for (cell, value) in line[..=row].iter_mut().zip(x) {
                *cell += scaled * value;
            }
        }
    }

    /// Adds `weight · other`, cell by cell.
    pub(crate) fn add_scaled(&mut self, weight: f64, other: &Square) {
        for (cell, value) in self.cells.iter_mut().zip(&other.cells) {
            *cell += weight * value;
        }
    }

    /// Copies the lower triangle to the upper one.
    pub(crate) fn mirror(mut self) -> Self {
        for row in 0..self.size {
            for column in 0..row {
                let value = self.at(row, column);
                self.set(column, row, value);
            }
        }
        self
    }

    /// The submatrix of the listed rows and columns.
    pub(crate) fn submatrix(&self, indices: &[usize]) -> Self {
        let mut submatrix = Self::zero(indices.len());
        for (row, &from_row) in indices.iter().enumerate() {
            for (column, &from_column) in indices.iter().enumerate() {
                submatrix.set(row, column, self.at(from_row, from_column));
            }
        }
        submatrix
    }

    pub(crate) fn diagonal(&self) -> Vec<f64> {
        (0..self.size).map(|row| self.at(row, row)).collect()
    }

    /// The factor L with `L Lᵀ` equal to this matrix, of which only the lower triangle is read. On failure, the first
    /// row whose pivot is below `tolerance · floor[row]`.
    pub(crate) fn cholesky(&self, floor: &[f64], tolerance: f64) -> Result<Cholesky, usize> {
        let mut factor = self.clone();
        for (row, floor) in floor.iter().enumerate() {
            for column in 0..=row {
                let dot: f64 = (0..column).map(|k| factor.at(row, k) * factor.at(column, k)).sum();
                let rest = self.at(row, column) - dot;
                if column < row {
                    factor.set(row, column, rest / factor.at(column, column));
                } else if rest.is_finite() && rest > 0.0 && rest > tolerance * floor {
                    factor.set(row, row, rest.sqrt());
                } else {
                    return Err(row);
                }
            }
        }
        Ok(Cholesky(factor))
    }

    /// `vᵀ M v`, where the whole matrix is read.
    pub(crate) fn quadratic(&self, v: &[f64]) -> f64 {
        let lines = self.cells.chunks_exact(self.size.max(1));
        lines.zip(v).map(|(line, left)| left * dot(line, v)).sum()
    }
}

/// The Cholesky factor of a matrix M, lower triangular.
#[derive(Debug, Clone)]
pub(crate) struct Cholesky(Square);

impl Cholesky {
    /// The solution of `M x = right`.
    pub(crate) fn solve(&self, right: &[f64]) -> Vec<f64> {
        let (factor, size) = (&self.0, self.0.size);
        let mut x = right.to_vec();
        for row in 0..size {
            let done: f64 = (0..row).map(|k| factor.at(row, k) * x[k]).sum();
            x[row] = (x[row] - done) / factor.at(row, row);
        }
        for row in (0..size).rev() {
            let done: f64 = (row + 1..size).map(|k| factor.at(k, row) * x[k]).sum();
            x[row] = (x[row] - done) / factor.at(row, row);
        }
        x
    }

    /// The inverse of M, both triangles.
    pub(crate) fn inverse(&self) -> Square {
        let size = self.0.size;
        let mut inverse = Square::zero(size);
        for column in 0..size {
            let unit: Vec<f64> = (0..size).map(|row| f64::from(u8::from(row == column))).collect();
            for (row, value) in self.solve(&unit).into_iter().enumerate() {
                inverse.set(row, column, value);
            }
        }
        inverse
    }
}

/// The chi-squared statistic `uᵀ V⁻¹ u`; none where V is singular.
pub(crate) fn chi_squared(u: &[f64], variance: &Square) -> Option<f64> {
    let factor = variance.cholesky(&variance.diagonal(), 1e-10).ok()?;
    Some(dot(u, &factor.solve(u)))
}

pub(crate) fn dot(left: &[f64], right: &[f64]) -> f64 {
    left.iter().zip(right).map(|(a, b)| a * b).sum()
}
