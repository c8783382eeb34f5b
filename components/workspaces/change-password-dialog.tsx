"use client";

import type { FormEvent } from "react";
import { ApiError } from "@/components/shell/api-error";
import { ErrorNotice } from "@/components/shell/error-notice";
import { Button } from "@/components/ui/button";
import {
	Dialog,
	DialogContent,
	DialogDescription,
	DialogFooter,
	DialogHeader,
	DialogTitle,
} from "@/components/ui/dialog";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { toast } from "@/components/ui/toast";
import { useChangePassword } from "@/components/workspaces/api";

export function ChangePasswordDialog({
	open,
	onOpenChange,
}: {
	open: boolean;
	onOpenChange: (open: boolean) => void;
}) {
	const save = useChangePassword();
	const error = save.error instanceof ApiError ? save.error : null;
	const change = (next: boolean) => {
		if (!next) save.reset();
		onOpenChange(next);
	};
	const submit = (event: FormEvent<HTMLFormElement>) => {
		event.preventDefault();
		const form = new FormData(event.currentTarget);
		save.mutate(
			{ body: { current: String(form.get("current")), next: String(form.get("next")) } },
			{
				onSuccess: () => {
					toast.success("Password changed");
					change(false);
				},
			},
		);
	};
	return (
		<Dialog open={open} onOpenChange={change}>
			<DialogContent className="max-w-sm">
				<DialogHeader>
					<DialogTitle>Change your password</DialogTitle>
					<DialogDescription>
						It counts for every workspace you belong to. Other browsers in which you are signed in are signed
						out.
					</DialogDescription>
				</DialogHeader>
				<form className="grid gap-4" onSubmit={submit}>
					{error && error.issues.length === 0 && <ErrorNotice title="Not changed" error={error} />}
					<Field label="Current password" error={error?.issueAt("current")}>
						<Input name="current" type="password" required autoComplete="current-password" />
					</Field>
					<Field label="New password" hint="At least 12 characters." error={error?.issueAt("next")}>
						<Input name="next" type="password" required minLength={12} autoComplete="new-password" />
					</Field>
					<DialogFooter>
						<Button variant="outline" onClick={() => change(false)}>
							Cancel
						</Button>
						<Button type="submit" isPending={save.isPending}>
							Change password
						</Button>
					</DialogFooter>
				</form>
			</DialogContent>
		</Dialog>
	);
}
