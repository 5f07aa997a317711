// The page's parts that no first prompt needs, in one chunk: pictures, browser, timeline, dialogs, what is missing.
export { default as ImagesView } from '#src/views/images/ImagesView.svelte';
export { default as StackView } from '#src/views/stack/StackView.svelte';
export { default as TimelineView } from '#src/views/timeline/TimelineView.svelte';
export { default as BrowserPane } from '../BrowserPane.svelte';
export { default as Dialogs } from './Dialogs.svelte';
export { default as Lack } from './Lack.svelte';
