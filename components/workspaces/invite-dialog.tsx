"use client";

import { type FormEvent, useState } from "react";
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
import { useInviteMember } from "@/components/workspaces/api";
import { RoleSelect } from "@/components/workspaces/role-select";
import { SecretOnce } from "@/components/workspaces/secret-once";
import { type Role, roleMeaning } from "@/lib/workspaces/policy";

export function InviteDialog({
	open,
	onOpenChange,
}: {
	open: boolean;
	onOpenChange: (open: boolean) => void;
}) {
	const [role, setRole] = useState<Role>("marketer");
	const [secret, setSecret] = useState<{ email: string; password: string } | null>(null);
	const invite = useInviteMember();
	const error = invite.error instanceof ApiError ? invite.error : null;
	const change = (next: boolean) => {
		if (!next) invite.reset();
		onOpenChange(next);
	};
	const submit = (event: FormEvent<HTMLFormElement>) => {
		event.preventDefault();
		const form = new FormData(event.currentTarget);
		invite.mutate(
			{ body: { name: String(form.get("name")), email: String(form.get("email")), role } },
			{
				onSuccess: ({ member, oneTimePassword }) => {
					change(false);
					if (oneTimePassword) setSecret({ email: member.email, password: oneTimePassword });
					else toast.success(`${member.name} is now a member`, { description: "They sign in as before." });
				},
			},
		);
	};
	return (
		<>
			<Dialog open={open} onOpenChange={change}>
				<DialogContent>
					<DialogHeader>
						<DialogTitle>Invite a member</DialogTitle>
						<DialogDescription>
							Muster sends no e-mail for this: you get a password to hand over, shown once.
						</DialogDescription>
					</DialogHeader>
					<form className="grid gap-4" onSubmit={submit}>
						{error && error.issues.length === 0 && <ErrorNotice title="Not invited" error={error} />}
						<Field label="Name" error={error?.issueAt("name")}>
							<Input name="name" required maxLength={100} autoComplete="off" />
						</Field>
						<Field label="E-mail" error={error?.issueAt("email")}>
							<Input name="email" type="email" required autoComplete="off" />
						</Field>
						<Field label="Role" hint={`${roleMeaning[role]}.`}>
							<RoleSelect value={role} onChange={setRole} />
						</Field>
						<DialogFooter>
							<Button variant="outline" onClick={() => change(false)}>
								Cancel
							</Button>
							<Button type="submit" isPending={invite.isPending}>
								Invite
							</Button>
						</DialogFooter>
					</form>
				</DialogContent>
			</Dialog>
			<SecretOnce
				secret={secret?.password ?? null}
				title="Their password"
				description={`Hand it to ${secret?.email ?? ""} by a way you trust. It is shown only now; they can change it from the menu under their name.`}
				label="Copy password"
				onDone={() => setSecret(null)}
			/>
		</>
	);
}
