// @vitest-environment happy-dom
import { act } from "@testing-library/react";
import { useRef, useState } from "react";
import { hydrateRoot, type Root } from "react-dom/client";
import { renderToString } from "react-dom/server";
import { afterEach, beforeEach, expect, it } from "vitest";
import { Input } from "@/components/ui/input";
import { Textarea } from "@/components/ui/textarea";

function Form() {
	const [name, setName] = useState("");
	const [note, setNote] = useState("");
	const [presses, setPresses] = useState(0);
	const field = useRef<HTMLInputElement>(null);
	return (
		<form>
			<Input ref={field} value={name} onChange={(event) => setName(event.target.value)} />
			<Textarea value={note} onChange={(event) => setNote(event.target.value)} />
			<Input name="free" defaultValue="" />
			<button type="button" onClick={() => setPresses(presses + 1)}>
				{field.current?.tagName}
			</button>
			<output>{`${name} / ${note} / ${presses}`}</output>
		</form>
	);
}

let box: HTMLElement;
let root: Root;
const find = <E extends HTMLElement>(selector: string) => box.querySelector<E>(selector) as E;

beforeEach(() => {
	box = document.body.appendChild(document.createElement("div"));
	box.innerHTML = renderToString(<Form />);
});
afterEach(async () => {
	await act(async () => root.unmount());
	box.remove();
});
const wake = () =>
	act(async () => {
		root = hydrateRoot(box, <Form />);
	});

it("reports what was typed into a server-rendered field before its code loaded", async () => {
	find<HTMLInputElement>("input").value = "Loyal ones";
	find<HTMLTextAreaElement>("textarea").value = "of last year";
	find<HTMLInputElement>("[name=free]").value = "left alone";
	await wake();
	expect(find("output").textContent).toBe("Loyal ones / of last year / 0");
	await act(async () => find("button").click());
	expect(find<HTMLInputElement>("input").value).toBe("Loyal ones");
	expect(find<HTMLInputElement>("[name=free]").value).toBe("left alone");
	expect(find("button").textContent).toBe("INPUT");
});

it("reports nothing if nothing was typed", async () => {
	await wake();
	expect(find("output").textContent).toBe(" /  / 0");
});
