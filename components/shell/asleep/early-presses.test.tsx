// @vitest-environment happy-dom
import { runInThisContext } from "node:vm";
import { act, waitFor } from "@testing-library/react";
import { type ReactNode, useState } from "react";
import { hydrateRoot, type Root } from "react-dom/client";
import { renderToString } from "react-dom/server";
import { afterEach, beforeAll, beforeEach, expect, it, vi } from "vitest";
import { earlyPresses } from "@/components/shell/asleep/early-presses";
import { Sleeping, sleepingPart } from "@/components/shell/asleep/sleeping";
import {
	DropdownMenu,
	DropdownMenuContent,
	DropdownMenuItem,
	DropdownMenuTrigger,
} from "@/components/ui/dropdown-menu";
import { Input } from "@/components/ui/input";
import { Switch } from "@/components/ui/switch";

const send = vi.fn();

function Counter() {
	const [presses, setPresses] = useState(0);
	return (
		<button type="button" id="count" onClick={() => setPresses(presses + 1)}>
			{presses}
		</button>
	);
}
const counter = sleepingPart({ load: async () => Counter });

function Page({ sleeping }: { sleeping: ReactNode }) {
	const [name, setName] = useState("");
	return (
		<>
			<DropdownMenu>
				<DropdownMenuTrigger id="menu">More</DropdownMenuTrigger>
				<DropdownMenuContent>
					<DropdownMenuItem>Duplicate</DropdownMenuItem>
				</DropdownMenuContent>
			</DropdownMenu>
			<Switch id="switch" />
			<form
				method="post"
				onSubmit={(event) => {
					event.preventDefault();
					send(name);
				}}
			>
				<Input value={name} onChange={(event) => setName(event.target.value)} />
				<button type="submit" id="send">
					Send
				</button>
			</form>
			{sleeping}
		</>
	);
}

let box: HTMLElement;
let root: Root | undefined;
const find = <E extends HTMLElement>(selector: string) => document.querySelector<E>(selector) as E;
const wake = () =>
	act(async () => {
		root = hydrateRoot(box, <Page sleeping={<Sleeping part={counter} props={{}} />} />);
	});

beforeAll(() => {
	runInThisContext(earlyPresses);
});
beforeEach(() => {
	send.mockReset();
	box = document.body.appendChild(document.createElement("div"));
	const served = (
		<div className="contents" data-asleep="">
			<div className="contents">
				<Counter />
			</div>
		</div>
	);
	box.innerHTML = renderToString(<Page sleeping={served} />);
});
afterEach(async () => {
	await act(async () => root?.unmount());
	box.remove();
});

it("opens a menu that was pressed before its code loaded, once", async () => {
	for (let times = 0; times < 3; times += 1) find("#menu").click();
	await wake();
	await waitFor(() => expect(find("[role=menuitem]")?.textContent).toBe("Duplicate"));
	expect(find("#menu").getAttribute("aria-expanded")).toBe("true");
});

it("turns a switch", async () => {
	find("#switch").click();
	await wake();
	await waitFor(() => expect(find("#switch").getAttribute("aria-checked")).toBe("true"));
});

it("submits a form with what was typed before its code loaded", async () => {
	find<HTMLInputElement>("form input").value = "Loyal ones";
	const sent = vi.fn();
	find("form").addEventListener("submit", sent);
	find("#send").click();
	expect(sent).not.toHaveBeenCalled();
	await wake();
	await waitFor(() => expect(send.mock.calls).toEqual([["Loyal ones"]]));
});

it("replays presses in a sleeping part", async () => {
	find("#count").click();
	await wake();
	await waitFor(() => expect(find("#count").textContent).toBe("1"));
});

it("leaves alone what already has listeners", async () => {
	await wake();
	await act(async () => find("#send").click());
	expect(send).toHaveBeenCalledTimes(1);
});
