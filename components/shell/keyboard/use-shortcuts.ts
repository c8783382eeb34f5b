"use client";

import { useRouter } from "next/navigation";
import { useEffect, useRef } from "react";
import { flushSync } from "react-dom";
import { creations } from "@/components/shell/creations";
import { isCommand } from "@/components/shell/keyboard/is-command";
import { footNavigation, hrefOf, mainNavigation } from "@/components/shell/navigation";
import { useWorkspace } from "@/components/shell/workspace-context";
import { may } from "@/lib/workspaces/policy";

/** How long to wait, in milliseconds, for the second key of a shortcut. */
const secondKeyMs = 1200;

/**
 * Where letters jump to an entry. Each has the focus while it is open; a closed list may stay on the page.
 */
const takesLetters = "[role=menu], [role=listbox], [role=combobox]";
const dialogs = "[role=dialog], [role=alertdialog]";

/** True while the user is typing: single letters are then text, not commands. */
function isTyping(target: EventTarget | null): boolean {
	return (
		target instanceof HTMLElement &&
		(target.isContentEditable || ["INPUT", "TEXTAREA", "SELECT"].includes(target.tagName))
	);
}

/** True where a key is neither text, nor part of another shortcut, nor meant for an overlay. */
export function isLetter({ target, ctrlKey, metaKey, altKey }: KeyboardEvent): boolean {
	const isElsewhere =
		isTyping(target) ||
		(target instanceof Element && target.closest(takesLetters) !== null) ||
		document.querySelector(dialogs) !== null;
	return !ctrlKey && !metaKey && !altKey && !isElsewhere;
}

/** The keys of every page; `shortcuts` lists them for people. */
export function useShortcuts({
	openPalette,
	openHelp,
}: {
	openPalette: () => void;
	openHelp: () => void;
}): void {
	const router = useRouter();
	const { slug, role } = useWorkspace();
	const open = useRef({ openPalette, openHelp });
	open.current = { openPalette, openHelp };
	useEffect(() => {
		let first = { key: "", until: 0 };
		const go = (entry: { path: string; action: Parameters<typeof may>[1] } | undefined) => {
			if (entry && may(role, entry.action)) router.push(hrefOf(slug, entry.path));
		};
		const onKeyDown = (event: KeyboardEvent) => {
			if (event.defaultPrevented) return;
			if (event.repeat) {
				// A held key counts once, and does not trigger the browser's own shortcut either.
				if (isCommand(event) && event.key.toLowerCase() === "s") event.preventDefault();
				return;
			}
			if (isCommand(event) && pressCommand(event)) return event.preventDefault();
			if (isCommand(event) && event.key.toLowerCase() === "k") {
				event.preventDefault();
				return open.current.openPalette();
			}
			if (!isLetter(event)) return;
			const { key } = event;
			if (event.timeStamp <= first.until) {
				const places = first.key === "g" ? [...mainNavigation, ...footNavigation] : creations;
				first = { key: "", until: 0 };
				return go(places.find((entry) => entry.key === key));
			}
			if (key === "g" || key === "c") first = { key, until: event.timeStamp + secondKeyMs };
			else if (key === "?") open.current.openHelp();
			else if (key === "/") {
				event.preventDefault();
				const list = document.querySelector<HTMLInputElement>("main input[type=search]");
				if (list) list.focus();
				else open.current.openPalette();
			}
		};
		document.addEventListener("keydown", onKeyDown);
		return () => document.removeEventListener("keydown", onKeyDown);
	}, [router, slug, role]);
}

/**
 * Ctrl-S saves and Ctrl-Enter submits: in the open dialog, otherwise on the page. Returns whether there was a
 * button.
 */
function pressCommand(event: KeyboardEvent): boolean {
	const name = event.key === "Enter" ? "submit" : event.key.toLowerCase() === "s" ? "save" : null;
	if (name === null) return false;
	// The dialog opened last is on top.
	const place = [...document.querySelectorAll(dialogs)].at(-1) ?? document.querySelector("main");
	leaveField();
	const marked = place?.querySelector<HTMLButtonElement>(`[data-shortcut~=${name}]`);
	if (marked) {
		marked.click();
		return true;
	}
	const form = event.target instanceof HTMLElement ? event.target.closest("form") : null;
	const submit = (form ?? place?.querySelector("form"))?.querySelector<HTMLButtonElement>(
		"button[type=submit]",
	);
	submit?.click();
	// The browser's own "save this page" is never what is meant here.
	return submit !== null && submit !== undefined ? true : name === "save";
}

/** A field may report its value only on blur, as a click on a button causes; the focus then returns to it. */
function leaveField(): void {
	const field = document.activeElement;
	if (!(field instanceof HTMLElement) || !isTyping(field)) return;
	flushSync(() => field.blur());
	field.focus({ preventScroll: true });
}
