// @vitest-environment happy-dom
import { act, cleanup } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { type ComponentType, useEffect, useState } from "react";
import { createPortal } from "react-dom";
import { hydrateRoot, type Root } from "react-dom/client";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { Sleeping, sleepingPart, wakeAll } from "@/components/shell/asleep/sleeping";

type Props = { greeting: string };

/** A typical control: it shows its value, and opens a field to type in. */
function Part({ greeting }: Props) {
	const [name, setName] = useState("Ada");
	const [isOpen, setOpen] = useState(false);
	const [presses, setPresses] = useState(0);
	return (
		<>
			<p>
				{greeting} {name}, {presses}
			</p>
			<input aria-label="Name" value={name} onChange={(event) => setName(event.target.value)} />
			<button type="button" onClick={() => setPresses(presses + 1)}>
				Count
			</button>
			<button type="button" onClick={() => setOpen(true)}>
				Open
			</button>
			{isOpen &&
				createPortal(
					// biome-ignore lint/a11y/noAutofocus: like a picker that opens.
					<input autoFocus aria-label="Found by typing" defaultValue="" />,
					document.body,
				)}
		</>
	);
}

function Unit() {
	const [unit, setUnit] = useState("days");
	return (
		<>
			<select value={unit} onChange={(event) => setUnit(event.target.value)}>
				<option value="days">days</option>
				<option value="weeks">weeks</option>
			</select>
			<p>{unit}</p>
		</>
	);
}

/** Like a chart, which measures its container before it renders. */
function Late() {
	const [isMeasured, setMeasured] = useState(false);
	const [steps, setSteps] = useState(0);
	useEffect(() => {
		const timer = setTimeout(() => setMeasured(true));
		return () => clearTimeout(timer);
	}, []);
	return (
		<div>
			{isMeasured && (
				<div
					role="application"
					// biome-ignore lint/a11y/noNoninteractiveTabindex: like a chart that responds to arrow keys.
					tabIndex={0}
					onKeyDown={(event) => event.key === "ArrowRight" && setSteps((count) => count + 1)}
				>
					{steps}
				</div>
			)}
		</div>
	);
}

const served = `<div class="contents" data-asleep=""><div class="contents"><p>Hello <!-- -->Ada<!-- -->, 0</p><input aria-label="Name" value="Ada"><button type="button">Count</button><button type="button">Open</button></div></div>`;

let box: HTMLElement;
let root: Root;
let arrive: () => void;
let loads: number;
let part: ReturnType<typeof sleepingPart<Props>>;

const settle = () => act(async () => await new Promise((resolve) => setTimeout(resolve, 20)));
const draw = (html: string, props: Props = { greeting: "Hello" }, isNeeded?: () => boolean) =>
	act(async () => {
		box.innerHTML = html;
		root = hydrateRoot(box, <Sleeping part={part} props={props} isNeeded={isNeeded ?? (() => false)} />);
	});
const find = <E extends HTMLElement>(selector: string) => box.querySelector<E>(selector) as E;
const isAsleep = () => box.querySelector("[data-asleep]") !== null;

beforeEach(() => {
	box = document.body.appendChild(document.createElement("div"));
	loads = 0;
	part = sleepingPart<Props>({
		load: () =>
			new Promise<ComponentType<Props>>((resolve) => {
				loads += 1;
				arrive = () => resolve(Part);
			}),
	});
});
afterEach(async () => {
	await act(async () => root.unmount());
	box.remove();
	cleanup();
});

describe("a sleeping part", () => {
	it("keeps what was served and fetches nothing until someone interacts with it", async () => {
		await draw(served);
		await settle();
		expect(find("p").textContent).toBe("Hello Ada, 0");
		expect(loads).toBe(0);
		await userEvent.hover(find("p"));
		expect(loads).toBe(1);
		arrive();
		await settle();
		expect(isAsleep()).toBe(false);
		expect(find("p").textContent).toBe("Hello Ada, 0");
	});

	it("replays every click and keeps what was typed, and where", async () => {
		await draw(served);
		await userEvent.click(find("button"));
		await userEvent.click(find("button"));
		await userEvent.type(find("input"), " Lovelace");
		expect(find("p").textContent).toBe("Hello Ada, 0");
		arrive();
		await settle();
		expect(find("p").textContent).toBe("Hello Ada Lovelace, 2");
		expect(document.activeElement).toBe(find("input"));
	});

	it("types into what an earlier click would have opened", async () => {
		await draw(served);
		await userEvent.click(find("button:last-of-type"));
		await userEvent.keyboard("Ord");
		arrive();
		await settle();
		const field = document.querySelector<HTMLInputElement>("[aria-label='Found by typing']");
		expect(document.activeElement).toBe(field);
		expect(field?.value).toBe("Ord");
	});

	it("keeps what was typed before anything listened, whatever has the focus", async () => {
		box.innerHTML = served;
		find<HTMLInputElement>("input").value = "Grace";
		await act(async () => {
			root = hydrateRoot(box, <Sleeping part={part} props={{ greeting: "Hello" }} isNeeded={() => false} />);
		});
		arrive();
		await settle();
		expect(find("p").textContent).toBe("Hello Grace, 0");
	});

	it("keeps what was chosen from a list", async () => {
		part = sleepingPart<Props>({ load: () => new Promise((resolve) => (arrive = () => resolve(Unit))) });
		await draw(
			`<div class="contents" data-asleep=""><div class="contents"><select><option value="days" selected>days</option><option value="weeks">weeks</option></select><p>days</p></div></div>`,
		);
		await userEvent.selectOptions(find("select"), "weeks");
		arrive();
		await settle();
		expect(find("p").textContent).toBe("weeks");
		expect(find<HTMLSelectElement>("select").value).toBe("weeks");
	});

	it("is not removed under a finger", async () => {
		await draw(served);
		const user = userEvent.setup();
		await user.pointer({ keys: "[MouseLeft>]", target: find("button") });
		arrive();
		await settle();
		expect(isAsleep()).toBe(true);
		await user.pointer({ keys: "[/MouseLeft]", target: find("button") });
		await settle();
		expect(isAsleep()).toBe(false);
		expect(find("p").textContent).toBe("Hello Ada, 1");
	});

	it.each([
		["what was served waits for an answer", served.replace("<p>", `<p aria-busy="true">`), undefined],
		["it is needed for something the server does not know", served, () => true],
	])("wakes by itself when %s", async (_, html, isNeeded) => {
		await draw(html, undefined, isNeeded);
		expect(loads).toBe(1);
	});

	it("wakes when its data changes, and shows it", async () => {
		await draw(served);
		await act(async () =>
			root.render(<Sleeping part={part} props={{ greeting: "Good morning" }} isNeeded={() => false} />),
		);
		arrive();
		await settle();
		expect(find("p").textContent).toBe("Good morning Ada, 0");
	});

	it("is retried at the next interaction if it could not be fetched", async () => {
		part = sleepingPart<Props>({
			load: async () => {
				loads += 1;
				if (loads === 1) throw new Error("offline");
				return Part;
			},
		});
		await draw(served);
		await userEvent.click(find("button"));
		await settle();
		await userEvent.click(find("button"));
		await settle();
		expect(isAsleep()).toBe(false);
		expect(find("p").textContent).toBe("Hello Ada, 2");
	});

	it("passes the focus and the keys of its placeholder to what it renders a moment later", async () => {
		part = sleepingPart<Props>({ load: () => new Promise((resolve) => (arrive = () => resolve(Late))) });
		await draw(
			`<div class="contents" data-asleep=""><div class="contents"><div role="img" tabindex="0"></div></div></div>`,
		);
		await act(async () => find("[role='img']").focus());
		await userEvent.keyboard("{ArrowRight}{ArrowRight}");
		arrive();
		await settle();
		expect(document.activeElement).toBe(find("[role='application']"));
		expect(find("[role='application']").textContent).toBe("2");
	});

	it("leaves the focus where someone has moved it by the time it has rendered", async () => {
		part = sleepingPart<Props>({ load: () => new Promise((resolve) => (arrive = () => resolve(Late))) });
		await draw(
			`<div class="contents" data-asleep=""><div class="contents"><div role="img" tabindex="0"></div></div></div>`,
		);
		const other = document.body.appendChild(document.createElement("button"));
		await act(async () => find("[role='img']").focus());
		await act(async () => {
			arrive();
			await Promise.resolve();
			other.focus();
		});
		await settle();
		expect(document.activeElement).toBe(other);
		other.remove();
	});

	it("is woken from outside", async () => {
		await draw(served);
		const woken = wakeAll(box);
		arrive();
		await settle();
		await woken;
		expect(isAsleep()).toBe(false);
	});
});
