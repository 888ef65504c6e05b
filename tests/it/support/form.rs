//! A form filled by its labels, as somebody who reads the page does.

use scraper::{ElementRef, Html};

use super::client::{Client, encode};
use super::page::{Page, selector, words};

/// A form about to be sent.
pub struct Form {
    client: Client,
    get: bool,
    action: String,
    multipart: bool,
    controls: Vec<Control>,
}

/// A form on its way.
#[derive(Clone, Debug)]
pub struct Sent {
    pub path: String,
    pub media: String,
    pub body: Vec<u8>,
}

impl Sent {
    /// A form written by hand.
    pub fn new(path: &str, fields: &[(&str, &str)]) -> Self {
        let media = "application/x-www-form-urlencoded".to_owned();
        Self { path: path.to_owned(), media, body: encode(fields).into_bytes() }
    }
}

#[derive(Clone, Debug)]
struct Control {
    name: String,
    value: String,
    labels: Vec<String>,
    kind: Kind,
}

#[derive(Clone, Debug)]
enum Kind {
    /// Sent with its value.
    Text,
    /// Sent when ticked; the second name is that of its group.
    Box { ticked: bool, radio: bool },
    /// Sent with the value of one of its options: value and words.
    Choice(Vec<(String, String)>),
    /// Sent with the name and the bytes of a file.
    File { name: String, bytes: Vec<u8> },
}

impl Form {
    /// The form of a button; `None` when the page has no such button.
    pub(super) fn of(client: Client, html: &Html, path: &str, button: &str) -> Option<Self> {
        let all = selector("button, input[type=submit]");
        let pressed = html.select(&all).find(|found| {
            words(*found).contains(button) || found.attr("value").is_some_and(|value| value.contains(button))
        })?;
        let form = form_of(html, pressed)?;
        let id = form.attr("id");
        let owned = |control: &ElementRef<'_>| match control.attr("form") {
            Some(owner) => Some(owner) == id,
            None => enclosing(*control, "form").is_some_and(|owner| owner.id() == form.id()),
        };
        let fields = selector("input[name], select[name], textarea[name]");
        let mut controls: Vec<Control> =
            html.select(&fields).filter(owned).filter_map(|control| Control::of(html, control)).collect();
        if let Some(name) = pressed.attr("name") {
            let value = pressed.attr("value").unwrap_or_default().to_owned();
            controls.push(Control { name: name.to_owned(), value, labels: Vec::new(), kind: Kind::Text });
        }
        let action = pressed.attr("formaction").or(form.attr("action")).filter(|action| !action.is_empty());
        Some(Self {
            client,
            get: !form.attr("method").is_some_and(|method| method.eq_ignore_ascii_case("post")),
            action: action.unwrap_or(path).to_owned(),
            multipart: form.attr("enctype") == Some("multipart/form-data"),
            controls,
        })
    }

    /// Where the form is sent.
    pub fn action(&self) -> &str {
        &self.action
    }

    /// Writes in a field, or chooses in a list by the words or the value of an option.
    #[track_caller]
    pub fn fill(mut self, label: &str, value: &str) -> Self {
        let control = self.control(label, |kind| matches!(kind, Kind::Text | Kind::Choice(_)));
        control.value = match &control.kind {
            Kind::Choice(options) => {
                let chosen = options.iter().find(|(sent, words)| sent == value || words.contains(value));
                let chosen = chosen.unwrap_or_else(|| panic!("« {label} » does not offer « {value} »"));
                chosen.0.clone()
            }
            _ => value.to_owned(),
        };
        self
    }

    /// Ticks a box, or chooses one of several buttons.
    #[track_caller]
    pub fn tick(mut self, label: &str) -> Self {
        let control = self.control(label, |kind| matches!(kind, Kind::Box { .. }));
        let (name, value) = (control.name.clone(), control.value.clone());
        for control in self.controls.iter_mut().filter(|control| control.name == name) {
            if let Kind::Box { ticked, radio } = &mut control.kind {
                *ticked = control.value == value || (*ticked && !*radio);
            }
        }
        self
    }

    /// Takes the tick of a box away.
    #[track_caller]
    pub fn untick(mut self, label: &str) -> Self {
        let control = self.control(label, |kind| matches!(kind, Kind::Box { .. }));
        if let Kind::Box { ticked, .. } = &mut control.kind {
            *ticked = false;
        }
        self
    }

    /// Chooses a file.
    #[track_caller]
    pub fn attach(mut self, label: &str, file: &str, content: &[u8]) -> Self {
        let control = self.control(label, |kind| matches!(kind, Kind::File { .. }));
        control.kind = Kind::File { name: file.to_owned(), bytes: content.to_vec() };
        self
    }

    /// The value a field would send.
    #[track_caller]
    pub fn value(&mut self, label: &str) -> String {
        self.control(label, |_| true).value.clone()
    }

    /// Presses the button.
    pub async fn submit(self) -> Page {
        if self.multipart {
            let (media, body) = self.parts();
            return self.client.post_body(&self.action, media, body).await;
        }
        let fields = self.fields();
        if self.get {
            let path = self.action.split('?').next().unwrap_or_default();
            return self.client.get(&format!("{path}?{}", encode(&fields))).await;
        }
        self.client.post(&self.action, &fields).await
    }

    /// Who is about to send it, and what.
    pub fn sent(self) -> (Client, Sent) {
        if self.multipart {
            let (media, body) = self.parts();
            let path = self.action;
            return (self.client, Sent { path, media, body });
        }
        let sent = Sent::new(&self.action, &self.fields());
        (self.client, sent)
    }

    fn fields(&self) -> Vec<(&str, &str)> {
        let sent = self.controls.iter().filter(|control| match control.kind {
            Kind::Text | Kind::Choice(_) => true,
            Kind::Box { ticked, .. } => ticked,
            Kind::File { .. } => false,
        });
        sent.map(|control| (control.name.as_str(), control.value.as_str())).collect()
    }

    fn parts(&self) -> (String, Vec<u8>) {
        const BOUNDARY: &str = "entre-deux-champs-du-formulaire";
        let mut body = Vec::new();
        for (name, value) in self.fields() {
            let head = format!("--{BOUNDARY}\r\ncontent-disposition: form-data; name=\"{name}\"\r\n\r\n");
            body.extend_from_slice(format!("{head}{value}\r\n").as_bytes());
        }
        for control in &self.controls {
            if let Kind::File { name, bytes } = &control.kind {
                let field = &control.name;
                let head = format!(
                    "--{BOUNDARY}\r\ncontent-disposition: form-data; name=\"{field}\"; filename=\"{name}\"\r\n\
                     content-type: application/octet-stream\r\n\r\n"
                );
                body.extend_from_slice(head.as_bytes());
                body.extend_from_slice(bytes);
                body.extend_from_slice(b"\r\n");
            }
        }
        body.extend_from_slice(format!("--{BOUNDARY}--\r\n").as_bytes());
        (format!("multipart/form-data; boundary={BOUNDARY}"), body)
    }

    /// The control with this label; a label that says exactly this goes before one that begins so.
    #[track_caller]
    fn control(&mut self, label: &str, fits: impl Fn(&Kind) -> bool) -> &mut Control {
        let found = |begins: bool| {
            self.controls.iter().position(|control| {
                let says = |own: &String| own == label || begins && own.starts_with(label);
                fits(&control.kind) && control.labels.iter().any(says)
            })
        };
        let position = found(false).or_else(|| found(true));
        let labels: Vec<&String> = self.controls.iter().flat_map(|control| &control.labels).collect();
        let position = position.unwrap_or_else(|| panic!("no field « {label} » among {labels:?}"));
        &mut self.controls[position]
    }
}

impl Control {
    fn of(html: &Html, control: ElementRef<'_>) -> Option<Self> {
        if control.attr("disabled").is_some() {
            return None;
        }
        let own = control.attr("value").unwrap_or_default().to_owned();
        let (value, kind) = match (control.value().name(), control.attr("type").unwrap_or("text")) {
            ("textarea", _) => (control.text().collect(), Kind::Text),
            ("select", _) => choice(control),
            (_, kind @ ("checkbox" | "radio")) => {
                // As browsers do: "on" where no value is written, and an empty one where it is empty.
                let value = control.attr("value").unwrap_or("on").to_owned();
                let ticked = control.attr("checked").is_some();
                (value, Kind::Box { ticked, radio: kind == "radio" })
            }
            (_, "file") => (own, Kind::File { name: String::new(), bytes: Vec::new() }),
            (_, "submit" | "button" | "reset" | "image") => return None,
            _ => (own, Kind::Text),
        };
        let name = control.attr("name").unwrap_or_default().to_owned();
        Some(Self { name, value, labels: labels(html, control), kind })
    }
}

fn choice(select: ElementRef<'_>) -> (String, Kind) {
    let mut options = Vec::new();
    let mut chosen = None;
    for option in select.select(&selector("option")) {
        let text = words(option);
        let value = option.attr("value").map_or_else(|| text.clone(), str::to_owned);
        if option.attr("selected").is_some() {
            chosen = Some(value.clone());
        }
        options.push((value, text));
    }
    let value = chosen.or_else(|| options.first().map(|(value, _)| value.clone())).unwrap_or_default();
    (value, Kind::Choice(options))
}

/// What a control is called: its label, the label around it, or the name given to those who do not see.
fn labels(html: &Html, control: ElementRef<'_>) -> Vec<String> {
    let mut labels = Vec::new();
    if let Some(id) = control.attr("id") {
        let all = selector("label[for]");
        labels.extend(html.select(&all).filter(|label| label.attr("for") == Some(id)).map(words));
    }
    labels.extend(enclosing(control, "label").map(words));
    labels.extend(control.attr("aria-label").map(str::to_owned));
    labels
}

/// The form that a button sends.
fn form_of<'a>(html: &'a Html, button: ElementRef<'a>) -> Option<ElementRef<'a>> {
    match button.attr("form") {
        Some(id) => html.select(&selector("form")).find(|form| form.attr("id") == Some(id)),
        None => enclosing(button, "form"),
    }
}

fn enclosing<'a>(element: ElementRef<'a>, name: &str) -> Option<ElementRef<'a>> {
    element.ancestors().filter_map(ElementRef::wrap).find(|ancestor| ancestor.value().name() == name)
}
