import { flushSync } from "react-dom";
import { type TextField, typeInto } from "@/components/ui/type-into";

/** A path in an element tree: child indices from the root. */
type Way = number[];

type Focus = { way: Way; selection: [number, number] | null; tag: string };
type Key = { kind: "key"; init: KeyboardEventInit; isText: boolean };
type Noted = { way: Way; tag: string } & (
	| { kind: "text"; value: string }
	| Key
	| { kind: "press"; type: string; init: PointerEventInit }
);

const presses = ["pointerdown", "pointerup", "click"];

function wayTo(root: Element, node: Element): Way {
	const way: Way = [];
	for (let at = node; at !== root && at.parentElement; at = at.parentElement)
		way.unshift([...at.parentElement.children].indexOf(at));
	return way;
}

function follow(root: Element, way: Way, tag: string): HTMLElement | null {
	let at: Element | undefined = root;
	for (const index of way) at = at?.children[index];
	return at instanceof HTMLElement && at.tagName === tag ? at : null;
}

const isTextField = (node: Element | null): node is TextField =>
	node instanceof HTMLTextAreaElement ||
	(node instanceof HTMLInputElement &&
		!["checkbox", "radio", "button", "submit", "file"].includes(node.type));

const isField = (node: Element | null): node is TextField | HTMLSelectElement =>
	node instanceof HTMLSelectElement || isTextField(node);

/**
 * What was typed before anything listened at all. After a reload or going back the browser fills in fields
 * itself, with earlier values: then only the focused field counts.
 */
function typedBefore(frame: Element): Noted[] {
	// Safe because entries of this type are of this kind.
	const [navigation] = performance.getEntriesByType("navigation") as PerformanceNavigationTiming[];
	const isFilledIn = navigation !== undefined && navigation.type !== "navigate";
	return [...frame.querySelectorAll<TextField>("input, textarea")]
		.filter((node) => isTextField(node) && node.value !== node.defaultValue)
		.filter((node) => !isFilledIn || node === document.activeElement)
		.map((node) => ({ way: wayTo(frame, node), tag: node.tagName, kind: "text", value: node.value }));
}

/**
 * Records what is pressed and typed in static controls (the only child of `frame`) that nothing listens to
 * yet, so that it can be replayed on the real ones, which are in the same places.
 */
export function noteInput(frame: HTMLElement) {
	const noted: Noted[] = typedBefore(frame);
	/** What is held down: the static controls must not be removed under a finger, or the press is lost. */
	const held = new Set<string>();
	let whenReleased = () => {};
	const isAsleep = () => frame.hasAttribute("data-asleep");
	const release = (what: string) => {
		held.delete(what);
		if (held.size === 0) whenReleased();
	};

	const note = (event: Event) => {
		const node = event.target;
		if (!isAsleep() || !(node instanceof Element)) return;
		const place = { way: wayTo(frame, node), tag: node.tagName };
		if (event.type === "input" && isField(node)) {
			const last = noted.at(-1);
			if (last?.kind === "text" && last.way.join() === place.way.join()) last.value = node.value;
			else noted.push({ ...place, kind: "text", value: node.value });
		} else if (event.type === "keydown") {
			const { key, code, ctrlKey, shiftKey, altKey, metaKey } = event as KeyboardEvent;
			if (!isTextField(node) && key === " ") held.add("key");
			if (key === "Tab") return;
			const init = { key, code, ctrlKey, shiftKey, altKey, metaKey, bubbles: true, cancelable: true };
			noted.push({ ...place, kind: "key", init, isText: isTextField(node) });
		} else if (presses.includes(event.type)) {
			const { button, pointerType, pointerId, clientX, clientY, ctrlKey, shiftKey, detail } =
				event as PointerEvent;
			if (event.type === "pointerdown") held.add("pointer");
			// Links and details work natively.
			if (node.closest("a[href], summary")) return;
			const init = { button, pointerType, pointerId, clientX, clientY, ctrlKey, shiftKey, detail };
			noted.push({
				...place,
				kind: "press",
				type: event.type,
				init: { ...init, bubbles: true, cancelable: true },
			});
		}
	};
	// The click follows pointerup, and belongs to the same press.
	const letGo = () => setTimeout(() => release("pointer"));
	const keyUp = () => setTimeout(() => release("key"));
	const compose = (event: Event) => (event.type === "compositionstart" ? held.add("word") : release("word"));
	const listeners: [EventTarget, string, (event: Event) => void][] = [
		...["input", "keydown", ...presses].map(
			(kind) => [frame, kind, note] as [EventTarget, string, (event: Event) => void],
		),
		[frame, "compositionstart", compose],
		[frame, "compositionend", compose],
		[window, "pointerup", letGo],
		[window, "pointercancel", letGo],
		[window, "keyup", keyUp],
	];
	for (const [target, kind, listener] of listeners) target.addEventListener(kind, listener, true);
	const stop = () => {
		for (const [target, kind, listener] of listeners) target.removeEventListener(kind, listener, true);
	};
	let focus: Focus | null = null;
	let opened: Way[] = [];

	return {
		isEmpty: () => noted.length === 0,
		/** Resolves when nothing is held down; remembers what has the focus and what is expanded then. */
		released: async () => {
			if (held.size > 0)
				await new Promise<void>((resolve) => {
					whenReleased = resolve;
				});
			opened = [...frame.querySelectorAll("details[open]")].map((each) => wayTo(frame, each));
			const node = document.activeElement;
			if (!node || !frame.contains(node)) return;
			focus = { way: wayTo(frame, node), tag: node.tagName, selection: selectionOf(node) };
		},
		/** Replays what was recorded on the controls that have replaced the static ones. */
		repeat: () => {
			stop();
			for (const way of opened) {
				const details = follow(frame, way, "DETAILS");
				if (details instanceof HTMLDetailsElement) details.open = true;
			}
			if (focus && !focusAgain(frame, focus)) awaitFocus(frame, focus, noted.filter(isKey));
			let wasElsewhere = false;
			for (const one of noted) {
				const node = follow(frame, one.way, one.tag);
				if (one.kind === "key") wasElsewhere = repeatKey(frame, node, one);
				else if (!node) continue;
				else if (one.kind === "text") {
					if (isField(node)) flushSync(() => typeInto(node, one.value));
				}
				// A key that went into something opened meanwhile pressed nothing here.
				else if (!(one.type === "click" && one.init.detail === 0 && wasElsewhere))
					flushSync(() => node.dispatchEvent(new PointerEvent(one.type, one.init)));
			}
		},
		stop,
	};
}

const isKey = (one: Noted): one is Noted & Key => one.kind === "key";

const takesFocus = "a[href], button, input, select, textarea, summary, [tabindex]";

/** Focuses the element that is now where the focus was; false if nothing there accepts it yet. */
function focusAgain(frame: Element, { way, tag, selection }: Focus): boolean {
	const there = follow(frame, way, tag);
	// A placeholder's structure may differ from the real part's: then the first control is meant.
	const node = there?.matches(takesFocus)
		? there
		: frame.querySelector<HTMLElement | SVGElement>("[tabindex='0']");
	if (!node) return false;
	node.focus({ preventScroll: true });
	if (selection && isTextField(node)) node.setSelectionRange(...selection);
	return true;
}

/**
 * A chart measures its container before it renders: the focus, and the keys meant for it, wait for it, unless
 * someone has focused something else by then.
 */
function awaitFocus(frame: Element, focus: Focus, keys: readonly (Noted & Key)[]): void {
	const observer = new MutationObserver(() => {
		const isFree = document.activeElement === null || document.activeElement === document.body;
		if (isFree && !focusAgain(frame, focus)) return;
		observer.disconnect();
		if (!isFree) return;
		for (const { init } of keys)
			flushSync(() => document.activeElement?.dispatchEvent(new KeyboardEvent("keydown", init)));
	});
	observer.observe(frame, { childList: true, subtree: true });
}

function selectionOf(node: Element): [number, number] | null {
	if (!isTextField(node) || node.selectionStart === null || node.selectionEnd === null) return null;
	return [node.selectionStart, node.selectionEnd];
}

/**
 * Replays a key: where it was pressed, or in what an earlier press has opened. Returns whether the target
 * existed.
 */
function repeatKey(
	frame: Element,
	node: HTMLElement | null,
	{ init, isText }: Noted & { kind: "key" },
): boolean {
	const active = document.activeElement;
	const isElsewhere = !isText && active !== null && active !== document.body && !frame.contains(active);
	const target = isElsewhere ? active : node;
	if (!target) return false;
	let goesOn = true;
	flushSync(() => {
		goesOn = target.dispatchEvent(new KeyboardEvent("keydown", init));
	});
	const isLetter = init.key?.length === 1 && !init.ctrlKey && !init.metaKey && !init.altKey;
	if (isElsewhere && goesOn && isLetter && isTextField(active))
		flushSync(() => typeInto(active, `${active.value}${init.key}`));
	return isElsewhere;
}
