//! The body of a request, which must not stop on its way.

use std::io;
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::{Duration, Instant};

use bytes::Bytes;
use hyper::body::{Body, Frame, Incoming, SizeHint};
use tokio::time::{Sleep, sleep};

/// What must have come before the waiting counts from nothing again: a body that drips has stopped.
const PROGRESS: usize = 1024;

/// Fails once it was waited for too long, for next to nothing. What its reader does in between does not count.
pub(super) struct PatientBody<B = Incoming> {
    body: B,
    /// For how long it may still be waited for.
    left: Duration,
    patience: Duration,
    /// Since when it is waited for, and until when.
    waiting: Option<(Instant, Pin<Box<Sleep>>)>,
    /// Bytes that came since the waiting counts.
    came: usize,
}

impl<B> PatientBody<B> {
    pub(super) fn new(body: B, patience: Duration) -> Self {
        Self { body, left: patience, patience, waiting: None, came: 0 }
    }
}

impl<B> Body for PatientBody<B>
where
    B: Body<Data = Bytes> + Unpin,
    B::Error: Into<Box<dyn std::error::Error + Send + Sync>>,
{
    type Data = Bytes;
    type Error = io::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, io::Error>>> {
        let this = &mut *self;
        if let Poll::Ready(frame) = Pin::new(&mut this.body).poll_frame(context) {
            if let Some((since, _)) = this.waiting.take() {
                this.left = this.left.saturating_sub(since.elapsed());
            }
            if let Some(Ok(frame)) = &frame {
                this.came += frame.data_ref().map_or(0, Bytes::len);
                if this.came >= PROGRESS {
                    (this.left, this.came) = (this.patience, 0);
                }
            }
            return Poll::Ready(frame.map(|frame| frame.map_err(io::Error::other)));
        }
        let left = this.left;
        let (_, end) = this.waiting.get_or_insert_with(|| (Instant::now(), Box::pin(sleep(left))));
        ready!(end.as_mut().poll(context));
        Poll::Ready(Some(Err(io::Error::new(io::ErrorKind::TimedOut, "the body of the request stopped"))))
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}

#[cfg(test)]
mod tests {
    use std::future::poll_fn;

    use super::*;

    const PATIENCE: Duration = Duration::from_millis(800);

    /// Pieces of a length, a pause before each but the first.
    struct Pieces {
        left: usize,
        bytes: usize,
        pause: Duration,
        next: Pin<Box<Sleep>>,
    }

    impl Body for Pieces {
        type Data = Bytes;
        type Error = io::Error;

        fn poll_frame(
            mut self: Pin<&mut Self>,
            context: &mut Context<'_>,
        ) -> Poll<Option<Result<Frame<Bytes>, io::Error>>> {
            ready!(self.next.as_mut().poll(context));
            if self.left == 0 {
                return Poll::Ready(None);
            }
            self.left -= 1;
            self.next = Box::pin(sleep(self.pause));
            Poll::Ready(Some(Ok(Frame::data(Bytes::from(vec![0; self.bytes])))))
        }
    }

    /// How many bytes come before the end, and whether it was a good one. Times in milliseconds.
    async fn read(left: usize, bytes: usize, pause: u64, between: u64) -> (usize, bool) {
        let pause = Duration::from_millis(pause);
        let pieces = Pieces { left, bytes, pause, next: Box::pin(sleep(Duration::ZERO)) };
        let mut body = PatientBody::new(pieces, PATIENCE);
        let mut read = 0;
        loop {
            match poll_fn(|context| Pin::new(&mut body).poll_frame(context)).await {
                Some(Ok(frame)) => read += frame.into_data().unwrap().len(),
                Some(Err(error)) => {
                    assert_eq!(error.kind(), io::ErrorKind::TimedOut);
                    return (read, false);
                }
                None => return (read, true),
            }
            sleep(Duration::from_millis(between)).await;
        }
    }

    #[tokio::test]
    async fn a_slow_body_arrives_whole() {
        assert_eq!(read(20, 2_000, 50, 0).await, (40_000, true));
    }

    #[tokio::test]
    async fn a_body_that_stops_or_drips_fails() {
        assert_eq!(read(3, 2_000, 60_000, 0).await, (2_000, false), "it stops");
        let (read, whole) = read(1_000, 1, 50, 0).await;
        assert!(!whole && read < 100, "a byte at a time: {read}");
    }

    #[tokio::test]
    async fn the_time_that_its_reader_takes_is_not_that_of_the_body() {
        assert_eq!(read(4, 10, 1, 500).await, (40, true));
    }
}
