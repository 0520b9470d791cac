//! A house to live through journeys in: the whole system on loopback, with a clock that waits for us and
//! a proxy before each engine that can cut, throttle and count.

mod answer;
mod house;
mod logs;
mod partners;
mod post;

pub use answer::Answer;
pub use house::{Build, House};
pub use partners::{Partner, Reaction, Told};
