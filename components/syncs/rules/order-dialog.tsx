"use client";

import { useQuery } from "@tanstack/react-query";
import { ArrowDown, ArrowUp, X } from "lucide-react";
import { type KeyboardEvent, useRef, useState } from "react";
import { flushSync } from "react-dom";
import { ErrorNotice } from "@/components/shell/error-notice";
import { FormDialog, issueOf } from "@/components/shell/form-dialog";
import { showError } from "@/components/shell/show-error";
import { syncsQueries, useOrderSyncs } from "@/components/syncs/api";
import { groupsOf, moveTo, newGroupName, orderOf } from "@/components/syncs/rules/order-draft";
import { Badge } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { Choice } from "@/components/ui/choose/choice";
import { Field, FieldError } from "@/components/ui/field";
import { toast } from "@/components/ui/toast";
import type { SyncDetail, SyncView } from "@/lib/syncs/contracts";

const title = "Audience priority";

/** Which of a destination's syncs a person in several of their audiences goes to: the first on a list. */
export function OrderDialog({ sync, onClose }: { sync: SyncDetail; onClose: () => void }) {
	const query = useQuery({
		...syncsQueries.list({ destinationId: sync.destination.id }),
		// What is being ordered must not change under the hand.
		refetchInterval: false,
		refetchOnMount: "always",
	});
	// An order that was read earlier may be another one by now, and could not be saved.
	if (query.data && query.isFetchedAfterMount)
		return <OrderForm sync={sync} syncs={query.data.items} onClose={onClose} />;
	// What is being ordered comes at once; only a failure needs words.
	if (!query.error) return null;
	return (
		<FormDialog
			open
			onClose={onClose}
			title={title}
			submitLabel="Save order"
			isPending={false}
			isReady={false}
			onSubmit={() => {}}
		>
			<ErrorNotice error={query.error} onRetry={query.refetch} />
		</FormDialog>
	);
}

function OrderForm({
	sync,
	syncs,
	onClose,
}: {
	sync: SyncDetail;
	syncs: readonly SyncView[];
	onClose: () => void;
}) {
	const save = useOrderSyncs();
	const [known] = useState(syncs);
	const groups = groupsOf(known);
	const newName = newGroupName(sync.destination.name, groups);
	const [group, setGroup] = useState(sync.priorityGroup ?? newName);
	const idsOf = (name: string) => orderOf(known, name).map(({ id }) => id);
	const withThis = (ids: readonly string[]) => (ids.includes(sync.id) ? [...ids] : [...ids, sync.id]);
	const [order, setOrder] = useState(() => withThis(idsOf(group)));
	/** What was just moved, for those who do not see it. */
	const [news, setNews] = useState("");
	const list = useRef<HTMLOListElement>(null);
	const before = idsOf(group);
	const isChanged = order.join() !== before.join();
	const nameOf = (id: string) => known.find((one) => one.id === id)?.name ?? sync.name;
	const free = known.filter(
		({ id, priorityGroup }) => !order.includes(id) && (priorityGroup === null || priorityGroup === group),
	);
	const put = (syncIds: readonly string[], seen: readonly string[]) =>
		save.mutateAsync({
			body: {
				destinationId: sync.destination.id,
				priorityGroup: group,
				syncIds: [...syncIds],
				before: [...seen],
			},
		});
	const submit = async () => {
		await put(order, before);
		onClose();
		const undo = () =>
			put(before, order)
				.then(() => toast.success("The order is as it was"))
				.catch((error: unknown) => showError("The change was not undone", error));
		toast.success("The order was changed", {
			description: "It applies from the next run of each sync.",
			action: { label: "Undo", onClick: () => void undo() },
		});
	};
	const move = (id: string, to: number, direction: "up" | "down") => {
		const from = order.indexOf(id);
		if (to < 0 || to >= order.length || from === to) return;
		// The row moves with its controls, and the focus with them before the next key comes. At an end the button
		// that was pressed is off, so the other one is focused.
		flushSync(() => {
			setOrder(moveTo(order, from, to));
			setNews(`${nameOf(id)} is now ${to + 1} of ${order.length}`);
		});
		const row = list.current?.querySelector<HTMLElement>(`[data-sync="${id}"]`);
		const pressed = row?.querySelector<HTMLButtonElement>(`[data-move="${direction}"]:not(:disabled)`);
		(pressed ?? row?.querySelector<HTMLButtonElement>("[data-move]:not(:disabled)"))?.focus();
	};
	const byKey = (event: KeyboardEvent, id: string) => {
		if (!event.altKey) return;
		const from = order.indexOf(id);
		const to = { ArrowUp: from - 1, ArrowDown: from + 1, Home: 0, End: order.length - 1 }[event.key];
		if (to === undefined) return;
		event.preventDefault();
		move(id, to, event.key === "ArrowUp" || event.key === "Home" ? "up" : "down");
	};
	return (
		<FormDialog
			open
			onClose={onClose}
			title={title}
			description={`People in more than one of these audiences at ${sync.destination.name} are sent only to the one highest on the list.`}
			failure={{ title: "The order was not changed", error: save.error }}
			submitLabel="Save order"
			isPending={save.isPending}
			isReady={isChanged && order.length !== 1}
			className="max-w-xl"
			// The notice above the list shows the error.
			onSubmit={() => void submit().catch(() => {})}
		>
			{sync.priorityGroup === null && groups.length > 0 && (
				<Field label="Order">
					<Choice
						value={group}
						onChange={(name) => {
							setGroup(name);
							setOrder(withThis(idsOf(name)));
						}}
						options={[
							...groups.map((name) => ({ value: name, label: name })),
							{ value: newName, label: "A new order" },
						]}
					/>
				</Field>
			)}
			{order.length === 0 ? (
				<p className="text-muted-foreground text-sm">
					No syncs are prioritized: people in several audiences are sent to each of them.
				</p>
			) : (
				<ol ref={list} aria-label="Syncs, the first one first" className="grid gap-1.5">
					{order.map((id, index) => (
						<li
							key={id}
							data-sync={id}
							className="flex min-w-0 items-center gap-2 rounded-md border border-border bg-card py-1 pr-1 pl-3 text-sm"
							onKeyDown={(event) => byKey(event, id)}
						>
							<span className="w-5 shrink-0 text-muted-foreground tabular-nums">{index + 1}</span>
							<span className="min-w-0 flex-1 break-words">
								{nameOf(id)} {id === sync.id && <Badge variant="outline">This sync</Badge>}{" "}
								{known.find((one) => one.id === id)?.status === "paused" && (
									<Badge variant="outline">Paused: skipped</Badge>
								)}
							</span>
							<Button
								variant="ghost"
								size="icon-sm"
								data-move="up"
								disabled={index === 0}
								aria-label={`Move ${nameOf(id)} up`}
								onClick={() => move(id, index - 1, "up")}
							>
								<ArrowUp aria-hidden="true" />
							</Button>
							<Button
								variant="ghost"
								size="icon-sm"
								data-move="down"
								disabled={index === order.length - 1}
								aria-label={`Move ${nameOf(id)} down`}
								onClick={() => move(id, index + 1, "down")}
							>
								<ArrowDown aria-hidden="true" />
							</Button>
							<Button
								variant="ghost"
								size="icon-sm"
								aria-label={`Take ${nameOf(id)} out of the order`}
								onClick={({ currentTarget }) => {
									const form = currentTarget.closest("form");
									flushSync(() => {
										setOrder(order.filter((one) => one !== id));
										setNews(`${nameOf(id)} is out of the order`);
									});
									// The pressed button is gone: the next control takes the focus.
									form?.querySelector<HTMLElement>("[data-move]:not(:disabled), [role='combobox']")?.focus();
								}}
							>
								<X aria-hidden="true" />
							</Button>
						</li>
					))}
				</ol>
			)}
			<FieldError>
				{order.map((_id, index) => issueOf(save.error, `syncIds.${index}`)).find(Boolean) ??
					issueOf(save.error, "syncIds")}
			</FieldError>
			<p role="status" className="sr-only">
				{news}
			</p>
			{free.length > 0 && (
				<Field label="Add a sync">
					<Choice
						value=""
						placeholder="Choose a sync"
						onChange={(id) => {
							setOrder([...order, id]);
							setNews(`${nameOf(id)} is now ${order.length + 1} of ${order.length + 1}`);
						}}
						options={free.map(({ id, name }) => ({ value: id, label: name }))}
					/>
				</Field>
			)}
			<p className="text-muted-foreground text-sm">
				{order.length === 1
					? "An order needs two syncs. Add another one, or take this one out."
					: "Alt with the arrow keys moves a sync too. Paused syncs are skipped."}
			</p>
		</FormDialog>
	);
}
