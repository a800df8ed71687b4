//! Where the screen stands over the list. The window scrolls, not the list.

use leptos::{ev, html::Tbody, prelude::*};

use crate::reactive::{Memo, RwSignal, effect, memo};
use wasm_bindgen::JsCast as _;
use web_sys::HtmlElement;

use super::{
    squeeze::Squeeze,
    window::{Shape, Window},
};

/// Height of what stays at the top of the screen, in pixels.
const HEAD: f64 = 120.0;

/// How often it is looked whether a row that was to be shown is on the screen.
const LOOKS: u8 = 4;

/// The screen over the list.
#[derive(Debug, Clone, Copy)]
pub struct Viewport {
    body: NodeRef<Tbody>,
    place: RwSignal<Place>,
    row_height: RwSignal<f64>,
    open_extra: RwSignal<f64>,
    shape: Memo<Shape>,
    visible: Memo<Window>,
    /// The row that was asked for last. It stays on the screen while it turns out how tall rows are, until the person does
    /// something.
    aim: RwSignal<Option<u32>>,
}

#[derive(Debug, Clone, Copy, PartialEq)]
struct Place {
    /// Where the screen begins in the list's room on the page, in pixels.
    page: f64,
    /// Where it begins in the list itself: elsewhere only in a list that is squeezed.
    top: f64,
    /// Height of the screen.
    height: f64,
    /// It has come to rows of which none was drawn. Those beyond its edges wait a frame: the person waits for what is on it.
    jumped: bool,
}

impl Viewport {
    /// Watches scrolling and resizing as long as the owner lives.
    ///
    /// There are `total` rows, of which the one at `open_at` is open. While `whole` is something, so many rows are drawn
    /// wherever the screen is, as for a report on paper.
    pub fn new(total: Memo<u32>, open_at: Memo<Option<u32>>, whole: Memo<Option<u32>>) -> Self {
        let body = NodeRef::<Tbody>::new();
        let place = RwSignal::new(Place { page: 0.0, top: 0.0, height: 900.0, jumped: true });
        let row_height = RwSignal::new(32.0);
        let open_extra = RwSignal::new(0.0);
        let shape = memo(move || Shape {
            total: total.get(),
            row: row_height.get(),
            open: open_at.get().map(|position| (position, open_extra.get())),
        });
        let visible = memo(move || {
            let (place, shape) = (place.get(), shape.get());
            if let Some(whole) = whole.get() {
                return Window { from: 0, to: shape.total.min(whole) };
            }
            if place.jumped {
                shape.on_screen(place.top, place.height)
            } else {
                shape.around_screen(place.top, place.height)
            }
        });
        let aim = RwSignal::new(None);
        let viewport = Self { body, place, row_height, open_extra, shape, visible, aim };
        let listeners = [
            window_event_listener(ev::scroll, move |_| viewport.measure()),
            window_event_listener(ev::resize, move |_| viewport.measure()),
            window_event_listener(ev::wheel, move |_| aim.set(None)),
            window_event_listener(ev::touchmove, move |_| aim.set(None)),
            window_event_listener(ev::pointerdown, move |_| aim.set(None)),
            window_event_listener(ev::keydown, move |_| aim.set(None)),
        ];
        on_cleanup(move || listeners.into_iter().for_each(WindowListenerHandle::remove));
        effect(move || {
            visible.with(|_| ());
            body.track();
            request_animation_frame(move || viewport.measure());
        });
        effect(move || {
            let _heights = (row_height.get(), open_extra.get());
            if let Some(position) = aim.get() {
                request_animation_frame(move || viewport.show_in(position, LOOKS));
            }
        });
        viewport
    }

    /// The element that holds the rows.
    pub fn body(self) -> NodeRef<Tbody> {
        self.body
    }

    /// The rows to draw.
    pub fn visible(self) -> Memo<Window> {
        self.visible
    }

    /// Height of what is not drawn above, in pixels, tracked.
    pub fn above(self) -> f64 {
        let place = self.place.get();
        (self.shape.get().offset(self.visible.get().from) - (place.top - place.page)).max(0.0)
    }

    /// Height of what is not drawn below, in pixels, tracked.
    pub fn below(self) -> f64 {
        let (shape, visible) = (self.shape.get(), self.visible.get());
        let drawn = shape.offset(visible.to) - shape.offset(visible.from);
        (Squeeze { height: shape.height() }.on_page() - self.above() - drawn).max(0.0)
    }

    /// Tells how much taller the open row is.
    pub fn opened(self, extra: f64) {
        set_near(self.open_extra, extra);
    }

    /// Brings a row onto the screen, unless it is there. How tall rows are is only known once some are drawn with what is in
    /// them, so it is brought there again then.
    pub fn show(self, position: u32) {
        if !self.aim.gone() {
            self.aim.set(Some(position));
        }
    }

    /// Looks a few times, since what is drawn for the new place may push it.
    fn show_in(self, position: u32, looks: u8) {
        self.measure();
        let Some(body) = self.body.try_get_untracked().flatten() else { return };
        let (shape, place) = (self.shape.get_untracked(), self.place.get_untracked());
        let top = shape.offset(position);
        if place.top + HEAD < top && top < place.top + place.height - shape.row {
            return;
        }
        let page = Squeeze { height: shape.height() }.on_page_at(top);
        let above = window().scroll_y().unwrap_or_default() + body.get_bounding_client_rect().top();
        window().scroll_to_with_x_and_y(0.0, above + page - place.height / 3.0);
        if looks > 0 {
            request_animation_frame(move || self.show_in(position, looks - 1));
        }
    }

    fn measure(self) {
        let Some(body) = self.body.try_get_untracked().flatten() else { return };
        let Some(old) = self.place.try_get_untracked() else { return };
        let page = -body.get_bounding_client_rect().top();
        let height = window().inner_height().ok().and_then(|height| height.as_f64()).unwrap_or(900.0);
        let shape = self.shape.get_untracked();
        let top = Squeeze { height: shape.height() }.follow(page, (old.page, old.top), height);
        let jumped = !self.visible.get_untracked().meets(shape.on_screen(top, height));
        let place = Place { page, top, height, jumped };
        if old != place {
            self.place.set(place);
        }
        let row = body.query_selector("tr[data-row]").ok().flatten();
        if let Some(row) = row.and_then(|row| row.dyn_into::<HtmlElement>().ok()) {
            set_near(self.row_height, f64::from(row.offset_height()).max(1.0));
        }
    }
}

/// Writes a length unless it is the same to half a pixel: measuring must not chase itself.
fn set_near(signal: RwSignal<f64>, value: f64) {
    if signal.try_get_untracked().is_some_and(|old| (old - value).abs() > 0.5) {
        signal.set(value);
    }
}
