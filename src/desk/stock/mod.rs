//! The stock: tokens with a factory seed, and how a file of them is taken in.

mod take_in;
mod tokens;

pub use take_in::{
    FileOfStock, KeepStock, StockContent, StockFiled, StockKept, StockKey, StockTrouble, TakeIn, TakeInEffect,
    TakeInEvent, TakeInId, TakeInStage,
};

pub use tokens::{
    Cancel, Delivery, FactoryToken, Stock, StockFile, StockFileId, StockRead, StockReason, StockSkipped, StockState,
    StockToken,
};
