"use client";

import { useMutation } from "@tanstack/react-query";
import { Search } from "lucide-react";
import { type FormEvent, useState } from "react";
import { profileName } from "@/components/profiles/profile-name";
import { callApi } from "@/components/shell/call-api";
import { showError } from "@/components/shell/show-error";
import { Button } from "@/components/ui/button";
import { Input } from "@/components/ui/input";
import { type ProfileSummary, profilesApi } from "@/lib/profiles/api";

/** Finds one person by email, user id, phone or part of a name, to ask something about them. */
export function PersonSearch({
	label,
	placeholder,
	onAsk,
}: {
	/** What is asked, and how to search, for screen readers. */
	label: string;
	placeholder: string;
	onAsk: (profileId: number) => void;
}) {
	const [text, setText] = useState("");
	const find = useMutation({
		mutationFn: (q: string) => callApi(profilesApi.list, { query: { q, limit: 10 } }),
		onSuccess: ({ items }) => {
			const [only, ...others] = items;
			if (only && others.length === 0) onAsk(only.uid);
		},
		onError: (error) => showError("The search failed", error),
	});
	const submit = (event: FormEvent) => {
		event.preventDefault();
		if (text.trim() !== "") find.mutate(text.trim());
	};
	const items = find.data?.items;
	return (
		<search className="grid gap-2">
			<form method="post" onSubmit={submit} className="flex flex-wrap gap-2">
				<Input
					type="search"
					value={text}
					onChange={(event) => setText(event.target.value)}
					aria-label={label}
					placeholder={placeholder}
					className="w-full max-w-sm"
				/>
				<Button type="submit" variant="outline" isPending={find.isPending}>
					{!find.isPending && <Search aria-hidden="true" />}
					Ask why
				</Button>
			</form>
			<div role="status" className="text-sm">
				{items?.length === 0 && (
					<span className="text-muted-foreground">
						No one found. Try part of a name, email, user ID or phone.
					</span>
				)}
				{items && items.length > 1 && <Choices people={items} onAsk={onAsk} />}
			</div>
		</search>
	);
}

function Choices({ people, onAsk }: { people: ProfileSummary[]; onAsk: (profileId: number) => void }) {
	return (
		<ul className="flex flex-wrap gap-2" aria-label="Several people match">
			{people.map((person) => (
				<li key={person.uid}>
					<Button variant="outline" size="sm" onClick={() => onAsk(person.uid)}>
						{profileName(person)}
						{person.email && <span className="text-muted-foreground">{person.email}</span>}
					</Button>
				</li>
			))}
		</ul>
	);
}
