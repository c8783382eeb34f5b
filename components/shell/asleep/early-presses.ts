/**
 * Runs at the beginning of every page, before any of its code. A button pressed before React has hydrated it
 * loses the press (or sends its form without the form's handler): the press is replayed as soon as the
 * button is hydrated. In a sleeping part `noteInput` replays it, once the part's frame is hydrated.
 */
export const earlyPresses = `(() => {
	const isTakenOver = (node) => Object.keys(node).some((key) => key.startsWith("__react"));
	let waiting = [];
	const repeat = () => {
		const ready = waiting.filter(({ owner }) => isTakenOver(owner));
		waiting = waiting.filter((press) => !ready.includes(press) && press.button.isConnected);
		for (const { button, init } of ready)
			for (const type of ["pointerdown", "mousedown", "pointerup", "mouseup", "click"])
				button.dispatchEvent(new PointerEvent(type, init));
		if (waiting.length > 0) requestAnimationFrame(repeat);
	};
	const buttonOf = ({ target }) => (target instanceof Element ? target.closest("button") : null);
	const ownerOf = (button) => button && (button.closest("[data-asleep]") ?? button);
	// Hydration may come between the two halves of a press: a menu, which opens with the first, has then seen neither.
	let halfLost = null;
	addEventListener("pointerdown", (event) => {
		if (!event.isTrusted) return;
		const owner = ownerOf(buttonOf(event));
		halfLost = owner && !isTakenOver(owner) ? buttonOf(event) : null;
	}, true);
	addEventListener("click", (event) => {
		const button = buttonOf(event);
		const owner = ownerOf(button);
		const isHalfLost = event.isTrusted && button !== null && button === halfLost;
		if (event.isTrusted) halfLost = null;
		if (!owner) return;
		if (isTakenOver(owner)) {
			const { pointerType, clientX, clientY, detail } = event;
			const init = { bubbles: true, cancelable: true, composed: true, pointerType, clientX, clientY, detail };
			if (isHalfLost && button === owner)
				for (const type of ["pointerdown", "mousedown", "pointerup", "mouseup"])
					button.dispatchEvent(new PointerEvent(type, init));
			return;
		}
		event.preventDefault();
		// Whoever presses again because nothing happens means one press.
		if (waiting.some((press) => press.button === button)) return;
		const { pointerType, clientX, clientY, detail } = event;
		const init = { bubbles: true, cancelable: true, composed: true, pointerType, clientX, clientY, detail };
		if (waiting.push({ button, owner, init }) === 1) requestAnimationFrame(repeat);
	}, true);
})()`;
