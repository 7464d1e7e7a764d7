/** Which conversation the person has before them. */
class Reading {
  /** The open conversation; null: none is. */
  open: string | null = null;
  /** Of the open one: marked as unread, and so left until it is opened anew. */
  private kept: string | null = null;

  /** Whether what comes to a conversation is read as it comes: it is open, and the page is looked at. */
  readonly isBeingRead = (interactionId: string): boolean =>
    interactionId === this.open &&
    interactionId !== this.kept &&
    document.visibilityState === 'visible' &&
    document.hasFocus();

  turnTo(interactionId: string | null): void {
    if (interactionId === this.open) return;
    this.open = interactionId;
    this.kept = null;
  }

  keepUnread(interactionId: string): void {
    if (interactionId === this.open) this.kept = interactionId;
  }
}

export const reading = new Reading();
