"use client";

import { useEffect, useState } from "react";
import { apiPath } from "@/components/shell/call-api";
import { FormDialog } from "@/components/shell/form-dialog";
import { useWorkspace } from "@/components/shell/workspace-context";
import { Button } from "@/components/ui/button";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { trySignIn } from "@/components/workspaces/try-sign-in";
import { workspaceApi } from "@/lib/workspaces/api";

/** Asks for the password again, over the unchanged page. */
export function SignInAgain({ onDone }: { onDone: (isSignedIn: boolean) => void }) {
	const { user, slug } = useWorkspace();
	const [isPending, setPending] = useState(false);
	const [problem, setProblem] = useState<string | null>(null);
	useEffect(() => {
		// Someone who signs in in another tab comes back signed in.
		const look = async () => {
			const headers = { "muster-workspace": slug };
			const answer = await fetch(apiPath(workspaceApi.get), { headers }).catch(() => null);
			if (answer?.ok) onDone(true);
		};
		window.addEventListener("focus", look);
		return () => window.removeEventListener("focus", look);
	}, [slug, onDone]);
	const submit = async (form: FormData) => {
		setPending(true);
		const found = await trySignIn(user.email, String(form.get("password") ?? ""));
		setPending(false);
		setProblem(found);
		if (found === null) onDone(true);
	};
	return (
		<FormDialog
			open
			onClose={() => onDone(false)}
			title="You are signed out"
			description="Sign in to continue. Everything on this page is kept."
			submitLabel="Sign in"
			isPending={isPending}
			className="max-w-sm"
			secondary={
				<Button variant="outline" onClick={() => onDone(false)}>
					Not now
				</Button>
			}
			onSubmit={(form) => void submit(form)}
		>
			<Field label="Email">
				<Input name="email" type="email" autoComplete="username" value={user.email} readOnly />
			</Field>
			<Field label="Password" error={problem}>
				<Input name="password" type="password" autoComplete="current-password" required autoFocus />
			</Field>
		</FormDialog>
	);
}
