"use client";

import { signIn } from "next-auth/react";
import { type FormEvent, useState } from "react";
import { Alert, AlertTitle } from "@/components/ui/alert";
import { Button } from "@/components/ui/button";
import { Card } from "@/components/ui/card";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";

const reasons: Record<string, string> = {
	wrong:
		"E-mail and password do not fit. Check both; an admin of your workspace can give you a new password.",
	too_many: "Too many failed attempts. Wait 15 minutes, then try again.",
	busy: "Many people are signing in at this moment. Try again in a few seconds.",
};

/** `isAgain`: signed in already, but what they may do where they want to go has changed since. */
export function SignInForm({ callback, isAgain }: { callback: string; isAgain: boolean }) {
	const [isPending, setPending] = useState(false);
	const [problem, setProblem] = useState<string | null>(null);

	const submit = async (event: FormEvent<HTMLFormElement>) => {
		event.preventDefault();
		const form = new FormData(event.currentTarget);
		setPending(true);
		setProblem(null);
		try {
			const result = await signIn("credentials", {
				email: String(form.get("email") ?? ""),
				password: String(form.get("password") ?? ""),
				redirect: false,
			});
			if (result?.ok && !result.error) {
				// A full load: everything cached for somebody else is gone.
				window.location.assign(callback);
				return;
			}
			setProblem(reasons[result?.error ?? ""] ?? "Signing in failed on the server. Try again in a moment.");
		} catch {
			setProblem("Muster cannot be reached. Check the connection and try again.");
		}
		setPending(false);
	};

	return (
		<Card className="w-full max-w-sm p-6">
			<h1 className="font-semibold text-lg tracking-tight">Sign in</h1>
			{isAgain && (
				<p className="mt-1 text-muted-foreground text-sm">
					Your access to this workspace has changed. Sign in again to go on.
				</p>
			)}
			<form className="mt-5 grid gap-4" onSubmit={(event) => void submit(event)}>
				{problem && (
					<Alert variant="destructive">
						<AlertTitle className="font-normal">{problem}</AlertTitle>
					</Alert>
				)}
				<Field label="E-mail">
					<Input name="email" type="email" autoComplete="username" required autoFocus />
				</Field>
				<Field label="Password">
					<Input name="password" type="password" autoComplete="current-password" required />
				</Field>
				<Button type="submit" size="lg" isPending={isPending}>
					Sign in
				</Button>
			</form>
		</Card>
	);
}
