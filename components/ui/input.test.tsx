// @vitest-environment happy-dom
import { act } from "@testing-library/react";
import { useState } from "react";
import { hydrateRoot } from "react-dom/client";
import { renderToString } from "react-dom/server";
import { describe, expect, it } from "vitest";
import { Input } from "@/components/ui/input";
import { Textarea } from "@/components/ui/textarea";

let held = { name: "", note: "" };

function Form() {
	const [value, setValue] = useState({ name: "", note: "" });
	held = value;
	return (
		<form>
			<Input value={value.name} onChange={(event) => setValue({ ...value, name: event.target.value })} />
			<Textarea
				value={value.note}
				onChange={(event) => setValue((now) => ({ ...now, note: event.target.value }))}
			/>
		</form>
	);
}

/** The form as the server sends it, typed into, and then woken up. */
async function wakeUp(type: (form: HTMLElement) => void) {
	const page = document.createElement("div");
	page.innerHTML = renderToString(<Form />);
	document.body.append(page);
	type(page);
	let close = () => {};
	await act(async () => {
		const root = hydrateRoot(page, <Form />);
		close = () => root.unmount();
	});
	return { page, close: () => act(async () => close()) };
}

describe("a field that is typed into before the page has woken up", () => {
	it("holds what it shows", async () => {
		const { page, close } = await wakeUp((form) => {
			form.querySelector("input")!.value = "Half typed";
		});
		expect(page.querySelector("input")?.value).toBe("Half typed");
		expect(held).toEqual({ name: "Half typed", note: "" });
		await close();
	});

	it("holds what several lines show, and what was left alone", async () => {
		const { page, close } = await wakeUp((form) => {
			form.querySelector("textarea")!.value = "As it is";
		});
		expect(page.querySelector("textarea")?.value).toBe("As it is");
		expect(held).toEqual({ name: "", note: "As it is" });
		await close();
	});
});
