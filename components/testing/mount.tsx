import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { act, cleanup, render } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { type ReactNode, useEffect, useState } from "react";
import { afterEach, beforeEach, vi } from "vitest";
import { WorkspaceProvider } from "@/components/shell/workspace-context";
import type { Role } from "@/lib/workspaces/policy";

// An unmocked request fails instead of going out to the network.
beforeEach(() => {
	vi.stubGlobal("fetch", () => Promise.reject(new TypeError("There is no server in this test")));
});
afterEach(() => {
	cleanup();
	vi.unstubAllGlobals();
});

const workspace = {
	slug: "acme",
	name: "Acme",
	timeZone: "Europe/Berlin",
	user: { id: "u1", name: "Ada", email: "ada@example.com" },
	workspaces: [],
};

/** Renders part of a screen as an admin, or another role, sees it, and returns the user who operates it. */
export function mount(children: ReactNode, role: Role = "admin") {
	// No retries, so that a request without a response fails at once.
	const client = new QueryClient({ defaultOptions: { queries: { retry: false } } });
	const user = userEvent.setup();
	const view = render(
		<QueryClientProvider client={client}>
			<WorkspaceProvider value={{ ...workspace, role }}>{children}</WorkspaceProvider>
		</QueryClientProvider>,
	);
	return { user, ...view };
}

type Kept<V> = { value: V; put: (value: V) => void };

/** Renders a control that keeps its value, as a form would; `held` is the latest value. */
export function mountControl<V>(first: V, draw: (value: V, onChange: (value: V) => void) => ReactNode) {
	const kept: Kept<V> = { value: first, put: () => {} };
	return {
		...mount(<Holder kept={kept} draw={draw} />),
		held: () => kept.value,
		/** Changes the value from outside, as undo does. */
		put: (value: V) => act(() => kept.put(value)),
	};
}

function Holder<V>({
	kept,
	draw,
}: {
	kept: Kept<V>;
	draw: (value: V, onChange: (value: V) => void) => ReactNode;
}) {
	const [value, setValue] = useState(kept.value);
	useEffect(() => {
		kept.value = value;
		kept.put = setValue;
	}, [kept, value]);
	return draw(value, setValue);
}
