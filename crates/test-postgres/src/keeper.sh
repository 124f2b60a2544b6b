# Keeps one PostgreSQL server for as long as tests use it. Started by `server.rs`:
#
#   sh -c "$this" keeper FOLDER BINARIES PORT IDLE_SECONDS quick|durable
#
# Standard input is the file `arrival`, locked. It is let go when the server is ready, or by the end of this process,
# so whoever waits for it knows then. A lock belongs to the open file: no child may inherit one, or it would hold it
# for longer than this process lives.
set -eu
umask 077
folder=$1 binaries=$2 port=$3 idle=$4 kind=$5
cd "$folder"
exec 7>>keeper 8>>users
# Held until the end of this process, however it comes: that is how others know that it lives.
flock 7
echo $$ >keeper

# PostgreSQL refuses to run as root.
as_user=
owner=
if [ "$(id -u)" = 0 ]; then
  owner=postgres
  id -u "$owner" >/dev/null 2>&1 || owner=nobody
  as_user="setpriv --reuid $owner --regid $(id -g "$owner") --clear-groups"
fi
# Where the kernel can do it (Linux), the end of this process is the end of the server.
if command -v setpriv >/dev/null; then
  with_us="${as_user:-setpriv} --pdeathsig QUIT"
else
  with_us=$as_user
fi

# The folder of the data: in memory where there is room, for copying a database is mostly creating 300 files. A test
# that asks for durability gets a disk.
memory=/dev/shm/pupitre-postgres-$(id -u)-$(printf %s "$folder" | cksum | cut -d ' ' -f 1)
data=$folder/data

clear_data() { rm -rf "$memory" data address address.new password || :; }

make_data() {
  if [ "$kind" = quick ] && [ -w /dev/shm ] &&
    [ "$(df -Pk /dev/shm | awk 'NR == 2 { print $4 }')" -ge 1048576 ] && mkdir "$memory" 2>/dev/null; then
    data=$memory
  else
    mkdir data
  fi
  password=$(od -An -N 16 -tx1 /dev/urandom | tr -d ' \n')
  printf '%s\n' "$password" >password
  [ -z "$owner" ] || chown "$owner" "$data" password
  # French order, so that a query that needs the order of bytes and does not ask for it (COLLATE "C") is found out.
  $as_user "$binaries/initdb" -D "$data" --username=postgres --pwfile=password --auth-host=scram-sha-256 \
    --auth-local=reject --encoding=UTF8 --locale=C.UTF-8 --locale-provider=icu --icu-locale=fr \
    --no-sync --no-instructions </dev/null 7>&- 8>&-
  rm password
  [ "$(cat "$data/PG_VERSION")" -ge 15 ] || { echo "PostgreSQL 15 or later is needed"; return 1; }
}

start_server() {
  # Nothing in the background that comes when it likes: every run does the same. Shared memory is in the folder of the
  # data (mmap), so that it goes with it, even that of a server that was killed.
  set -- -D "$data" -p "$port" -c listen_addresses=127.0.0.1 -c unix_socket_directories= -c max_connections=200 \
    -c autovacuum=off -c jit=off -c wal_level=minimal -c max_wal_senders=0 -c min_wal_size=32MB \
    -c checkpoint_timeout=1h -c dynamic_shared_memory_type=mmap
  [ "$kind" = durable ] || set -- "$@" -c fsync=off -c full_page_writes=off -c synchronous_commit=off
  $with_us "$binaries/postgres" "$@" </dev/null 7>&- 8>&- &
  server=$!
  # The last line of this file tells the state; pg_ctl reads it too.
  until [ "$(sed -n '8s/ *$//p' "$data/postmaster.pid" 2>/dev/null)" = ready ]; do
    kill -0 "$server" 2>/dev/null || { echo "the server ended while it started"; return 1; }
    sleep 0.02 </dev/null 7>&- 8>&-
  done
  printf '%s %s\n' "$port" "$password" >address.new
  mv address.new address
}

stop_server() {
  [ -n "$server" ] || return 0
  kill -QUIT "$server" 2>/dev/null || :
  wait "$server" 2>/dev/null || :
}

# Everything goes. Nobody may arrive meanwhile, and whoever arrives later finds no folder rather than half of one.
leave() {
  trap '' TERM INT HUP
  trap - EXIT
  flock 0
  stop_server
  clear_data
  mv "$folder" "$folder.old.$$" && rm -rf "$folder.old.$$"
}

server=
clear_data
# Not in a condition, where `set -e` would not count: what fails ends this process, and the log stays for whoever asks.
trap 'stop_server; clear_data' EXIT
trap 'exit 1' TERM INT HUP
make_data
start_server
trap leave EXIT
flock -u 0

unused=0
while kill -0 "$server" 2>/dev/null; do
  sleep 1 </dev/null 7>&- 8>&-
  if flock -n 8; then
    flock -u 8
    unused=$((unused + 1))
  else
    unused=0
  fi
  [ "$unused" -ge "$idle" ] || continue
  # The last look is under the lock of arrivals: who comes now waits, finds nothing, and starts the next server.
  if flock -n 0; then
    flock -n 8 && exit 0
    flock -u 0
  fi
done
