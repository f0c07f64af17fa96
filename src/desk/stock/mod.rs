//! The stock: tokens with a factory seed, how a file of them is taken in, and how many are handed out at once.

mod hand_out;
mod take_in;
mod tokens;

pub use hand_out::{
    HandOut, HandOutDoubt, HandOutEffect, HandOutEvent, HandOutId, HandOutKept, HandOutLine, HandOutList, HandOutPlan,
    HandOutReason, HandOutSkipped, HandOutStage, KeepHandOut, KnownPerson,
};
pub use take_in::{
    FileOfStock, KeepStock, ReadStock, StockContent, StockFiled, StockKept, StockKey, StockTrouble, TakeIn,
    TakeInEffect, TakeInEvent, TakeInId, TakeInStage,
};

pub use tokens::{
    Cancel, Delivery, FactoryToken, Stock, StockFile, StockFileId, StockRead, StockReason, StockSkipped, StockState,
    StockToken,
};
