/**
 * Stands at the beginning of every page, before any of its code. A button that is pressed while React does not know it
 * yet loses the press (or sends its form without what the form does with it): the press is done again as soon as the
 * button is taken over. In a part that sleeps `noteInput` does so, once the part's frame is taken over.
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
