//! The stock: tokens with a factory seed, how a file of them is taken in, and how many are handed out at once.

mod hand_out;
mod order;
mod plan;
mod take_in;
mod tokens;

pub use hand_out::{HandOut, HandOutEffect, HandOutEvent, HandOutId, HandOutKept, HandOutStage, KeepHandOut};
pub use order::{
    FileOfStock, KeepStock, ReadStock, StockContent, StockFiled, StockKept, StockKey, StockTrouble, TakeInId,
};
pub use plan::{HandOutDoubt, HandOutLine, HandOutList, HandOutPlan, HandOutReason, HandOutSkipped, KnownPerson};
pub use take_in::{TakeIn, TakeInEffect, TakeInEvent, TakeInStage};
pub use tokens::{
    Cancel, Delivery, FactoryToken, Stock, StockFile, StockFileId, StockRead, StockReason, StockSkipped, StockState,
    StockToken,
};
