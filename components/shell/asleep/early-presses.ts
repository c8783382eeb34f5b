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
	addEventListener("click", (event) => {
		const button = event.target instanceof Element ? event.target.closest("button") : null;
		const owner = button && (button.closest("[data-asleep]") ?? button);
		if (!owner || isTakenOver(owner)) return;
		event.preventDefault();
		// Whoever presses again because nothing happens means one press.
		if (waiting.some((press) => press.button === button)) return;
		const { pointerType, clientX, clientY, detail } = event;
		const init = { bubbles: true, cancelable: true, composed: true, pointerType, clientX, clientY, detail };
		if (waiting.push({ button, owner, init }) === 1) requestAnimationFrame(repeat);
	}, true);
})()`;
