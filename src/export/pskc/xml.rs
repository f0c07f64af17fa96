//! XML as far as a key container needs it, element by element: what anybody could use to stop the machine is refused.
//!
//! No document type, no entities but those of XML itself, nothing that lies elsewhere; bounds for depth, elements, attributes,
//! namespaces and texts. What an element means is not known here.

use quick_xml::XmlVersion;
use quick_xml::escape::resolve_predefined_entity;
use quick_xml::events::{BytesStart, Event};
use quick_xml::name::ResolveResult;
use quick_xml::reader::NsReader;
use zeroize::Zeroizing;

use super::names;
use crate::desk::StockTrouble;

/// How deep elements may lie in one another.
const MOST_DEPTH: usize = 32;
/// How many elements a part of the container may have: a key package has about thirty.
const MOST_ELEMENTS: usize = 4096;
const MOST_ATTRIBUTES: usize = 32;
/// How many namespaces may be named around an element.
const MOST_NAMESPACES: usize = 64;
/// How many bytes an element may have as its text.
const MOST_TEXT: usize = 64 << 10;

/// The XML is broken, or more than a key container needs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Malformed;

impl From<Malformed> for StockTrouble {
    fn from(_: Malformed) -> Self {
        Self::NotPskc
    }
}

impl From<quick_xml::Error> for Malformed {
    fn from(_: quick_xml::Error) -> Self {
        Self
    }
}

/// An element of a namespace that key containers use, or of none. Its text is wiped when it is dropped.
pub struct Node {
    name: String,
    attributes: Vec<(String, String)>,
    text: Zeroizing<String>,
    children: Vec<Self>,
    /// Namespaces that are named on it.
    namespaces: usize,
    known: bool,
}

impl Node {
    /// What it is called, without its namespace.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// What stands in it outside of other elements.
    pub fn text(&self) -> &str {
        self.text.trim()
    }

    /// The attribute of that name.
    pub fn attribute(&self, name: &str) -> Option<&str> {
        let named = self.attributes.iter().find(|(other, _)| other == name);
        named.map(|(_, value)| value.as_str())
    }

    /// The element of that name in it.
    ///
    /// # Errors
    /// If there are two: nobody could say which one counts.
    pub fn child(&self, name: &str) -> Result<Option<&Self>, Malformed> {
        let mut named = self.children.iter().filter(|child| child.name == name);
        let first = named.next();
        if named.next().is_some() {
            return Err(Malformed);
        }
        Ok(first)
    }

    /// The same, from one element into the next.
    ///
    /// # Errors
    /// As [`Self::child`].
    pub fn inner(&self, path: &[&str]) -> Result<Option<&Self>, Malformed> {
        let mut node = self;
        for name in path {
            match node.child(name)? {
                Some(child) => node = child,
                None => return Ok(None),
            }
        }
        Ok(Some(node))
    }

    fn add(&mut self, more: &str) -> Result<(), Malformed> {
        let length = self.text.len() + more.len();
        if length > MOST_TEXT {
            return Err(Malformed);
        }
        if length > self.text.capacity() {
            // what it would be moved out of is wiped
            let mut larger = Zeroizing::new(String::with_capacity(length.max(self.text.len() * 2)));
            larger.push_str(&self.text);
            self.text = larger;
        }
        self.text.push_str(more);
        Ok(())
    }
}

/// A key container that is read from its beginning.
pub struct Container<'t> {
    reader: NsReader<&'t [u8]>,
    root: Node,
}

impl<'t> Container<'t> {
    /// Reads up to its first element.
    ///
    /// # Errors
    /// If it is no key container of version 1.
    pub fn open(text: &'t str) -> Result<Self, Malformed> {
        let mut reader = NsReader::from_str(text.trim_start());
        let config = reader.config_mut();
        config.expand_empty_elements = true;
        config.check_comments = true;
        let root = loop {
            let (space, event) = reader.read_resolved_event()?;
            let ours = matches!(&space, ResolveResult::Bound(space) if space.as_ref() == names::PSKC.as_bytes());
            match event {
                Event::Start(start) if ours => break begun(&start, true)?,
                Event::Decl(_) | Event::Comment(_) | Event::PI(_) => {}
                Event::Text(text) if text.iter().all(u8::is_ascii_whitespace) => {}
                _ => return Err(Malformed),
            }
        };
        let version = root.attribute("Version").unwrap_or("1.0");
        if root.name != "KeyContainer" || !matches!(version, "1" | "1.0") {
            return Err(Malformed);
        }
        Ok(Self { reader, root })
    }

    /// The next element in it, with everything that is in that; `None` at its end.
    ///
    /// # Errors
    /// [`Malformed`].
    pub fn next(&mut self) -> Result<Option<Node>, Malformed> {
        loop {
            let (known, event) = next(&mut self.reader)?;
            match event {
                Event::Start(start) => {
                    let node = begun(&start, known)?;
                    let node = self.whole(node)?;
                    if node.known {
                        return Ok(Some(node));
                    }
                }
                Event::End(_) => return self.end().map(|()| None),
                Event::Comment(_) | Event::PI(_) => {}
                Event::Text(text) if text.iter().all(u8::is_ascii_whitespace) => {}
                _ => return Err(Malformed),
            }
        }
    }

    /// An element that has begun, up to its end.
    fn whole(&mut self, first: Node) -> Result<Node, Malformed> {
        let (mut open, mut count) = (vec![first], 1);
        loop {
            let (known, event) = next(&mut self.reader)?;
            let Some(inmost) = open.last_mut() else {
                return Err(Malformed);
            };
            match event {
                Event::Start(start) => {
                    let node = begun(&start, known)?;
                    count += 1;
                    open.push(node);
                    self.bounded(&open, count)?;
                }
                Event::End(_) => {
                    let Some(node) = open.pop() else { return Err(Malformed) };
                    match open.last_mut() {
                        Some(parent) if node.known => parent.children.push(node),
                        Some(_) => {}
                        None => return Ok(node),
                    }
                }
                Event::Text(text) => inmost.add(&text.decode().map_err(|_| Malformed)?)?,
                Event::CData(text) => inmost.add(&text.decode().map_err(|_| Malformed)?)?,
                Event::GeneralRef(name) => {
                    let letter = name.resolve_char_ref()?;
                    let name = name.decode().map_err(|_| Malformed)?;
                    let text = letter.map(String::from);
                    let text = text.or_else(|| resolve_predefined_entity(&name).map(str::to_owned));
                    inmost.add(&text.ok_or(Malformed)?)?;
                }
                Event::Comment(_) | Event::PI(_) => {}
                Event::Empty(_) | Event::Decl(_) | Event::DocType(_) | Event::Eof => return Err(Malformed),
            }
        }
    }

    /// The container lies around what is open.
    fn bounded(&self, open: &[Node], count: usize) -> Result<(), Malformed> {
        let named: usize = open.iter().map(|node| node.namespaces).sum();
        let fine = open.len() < MOST_DEPTH
            && count <= MOST_ELEMENTS
            && named.saturating_add(self.root.namespaces) <= MOST_NAMESPACES;
        fine.then_some(()).ok_or(Malformed)
    }

    /// Nothing follows but remarks.
    fn end(&mut self) -> Result<(), Malformed> {
        loop {
            match self.reader.read_event()? {
                Event::Eof => return Ok(()),
                Event::Comment(_) | Event::PI(_) => {}
                Event::Text(text) if text.iter().all(u8::is_ascii_whitespace) => {}
                _ => return Err(Malformed),
            }
        }
    }
}

/// The next event, and whether it is of a namespace that key containers use.
fn next<'t>(reader: &mut NsReader<&'t [u8]>) -> Result<(bool, Event<'t>), Malformed> {
    const KNOWN: [&str; 5] = [names::PSKC, names::DS, names::XENC, names::XENC11, names::PKCS5];
    let (space, event) = reader.read_resolved_event()?;
    let known = match space {
        ResolveResult::Bound(space) => KNOWN.iter().any(|known| known.as_bytes() == space.as_ref()),
        ResolveResult::Unbound => true,
        ResolveResult::Unknown(_) => return Err(Malformed),
    };
    Ok((known, event))
}

/// An element of which nothing but its beginning was read.
fn begun(start: &BytesStart<'_>, known: bool) -> Result<Node, Malformed> {
    let word = |bytes: &[u8]| std::str::from_utf8(bytes).map(str::to_owned).map_err(|_| Malformed);
    let mut node = Node {
        name: word(start.local_name().as_ref())?,
        attributes: Vec::new(),
        text: Zeroizing::default(),
        children: Vec::new(),
        namespaces: 0,
        known,
    };
    for (count, attribute) in start.attributes().enumerate() {
        let attribute = attribute.map_err(|_| Malformed)?;
        if count == MOST_ATTRIBUTES {
            return Err(Malformed);
        }
        let value = attribute.normalized_value(XmlVersion::Implicit1_0)?;
        if attribute.key.as_namespace_binding().is_some() {
            node.namespaces += 1;
        } else if attribute.key.prefix().is_none() {
            let name = word(attribute.key.as_ref())?;
            node.attributes.push((name, value.into_owned()));
        }
    }
    Ok(node)
}
