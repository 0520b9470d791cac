//! A logistic regression: the part of the calibration that weighs each input on its own.

use super::super::calibration::INPUTS;

/// How strongly the weights are held near zero.
const RIDGE: f64 = 2.0;
/// How often the weights are improved (Newton).
const STEPS: usize = 12;

/// Returns the weight of each input for one label, given the inputs and targets of messages.
pub(super) fn regression(inputs: &[([f32; INPUTS], i8)]) -> [f32; INPUTS] {
    let mut weights = [0.0_f64; INPUTS];
    for _ in 0..STEPS {
        let mut gradient: [f64; INPUTS] = std::array::from_fn(|at| RIDGE * weights[at]);
        let mut hessian = [[0.0_f64; INPUTS]; INPUTS];
        for (at, row) in hessian.iter_mut().enumerate() {
            row[at] = RIDGE;
        }
        // The constant is free.
        gradient[INPUTS - 1] = 0.0;
        hessian[INPUTS - 1][INPUTS - 1] = 1e-6;
        for (inputs, target) in inputs.iter().filter(|(_, target)| *target != 0) {
            let inputs = inputs.map(f64::from);
            let logit: f64 = inputs
                .iter()
                .zip(&weights)
                .map(|(input, weight)| input * weight)
                .sum();
            let probability = 1.0 / (1.0 + libm::exp(-logit));
            let off = probability - f64::from(u8::from(*target > 0));
            let slope = probability * (1.0 - probability);
            for one in 0..INPUTS {
                gradient[one] += off * inputs[one];
                for other in 0..=one {
                    hessian[one][other] += slope * inputs[one] * inputs[other];
                }
            }
        }
        let step = solved(&mut hessian, gradient);
        for (weight, step) in weights.iter_mut().zip(step) {
            *weight -= step;
        }
    }
    weights.map(|weight| weight as f32)
}

/// Solves a symmetric positive system whose lower half is given (Cholesky).
#[expect(
    clippy::needless_range_loop,
    reason = "two rows of one matrix are read side by side"
)]
fn solved(matrix: &mut [[f64; INPUTS]; INPUTS], mut side: [f64; INPUTS]) -> [f64; INPUTS] {
    for row in 0..INPUTS {
        for column in 0..=row {
            let mut sum = matrix[row][column];
            for at in 0..column {
                sum -= matrix[row][at] * matrix[column][at];
            }
            matrix[row][column] = match row == column {
                true => sum.max(1e-12).sqrt(),
                false => sum / matrix[column][column],
            };
        }
    }
    for row in 0..INPUTS {
        for at in 0..row {
            side[row] -= matrix[row][at] * side[at];
        }
        side[row] /= matrix[row][row];
    }
    for row in (0..INPUTS).rev() {
        for at in row + 1..INPUTS {
            side[row] -= matrix[at][row] * side[at];
        }
        side[row] /= matrix[row][row];
    }
    side
}
