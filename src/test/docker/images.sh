#!/bin/bash
# Makes local stand-ins for the images that the Docker tests need, where none can be pulled: a base out of this machine's own JDK, shell and
# libraries, and on it Kafka and the registry out of the libraries that the build has fetched, Prometheus out of its package where it is installed.
# And the project's own image, on the same base. Needs a running Docker engine and a built checkout (mvn package).
set -eEuo pipefail
trap 'echo "images.sh: line $LINENO failed: $BASH_COMMAND" >&2' ERR
root=$(cd "$(dirname "$0")/../../.." && pwd)
here=$root/src/test/docker
base=inkstream-test/base
export DOCKER_BUILDKIT=0

copy_program() {
    local path
    path=$(readlink -f "$(command -v "$1")")
    mkdir -p "$tree/usr/bin"
    cp "$path" "$tree/usr/bin/$1"
}

# A library in the folder where the loader looked for it here, or in the loader's own.
copy_libraries() {
    { find "$1" -type f \( -perm -u+x -o -name '*.so*' \) -print0 | xargs -0 -r ldd 2>/dev/null || true; } \
        | sed -n 's/.*=> \(\/[^ ]*\) .*/\1/p; s/^[[:space:]]*\(\/[^ ]*ld-linux[^ ]*\) .*/\1/p' \
        | grep -v "^$java_home" | sort -u | while read -r library; do
            mkdir -p "$tree/$(dirname "$library")"
            cp -L "$library" "$tree/$library"
        done
}

tree=$(mktemp -d)
trap 'rm -rf "$tree"' EXIT
java_home=$(dirname "$(dirname "$(readlink -f "$(command -v javac)")")")
mkdir -p "$tree"/usr/{bin,sbin,lib,lib64} "$tree"/{etc,tmp,root,opt/java,proc,sys,dev,var/lib}
chmod 1777 "$tree/tmp"
for folder in bin sbin lib lib64; do ln -s "usr/$folder" "$tree/$folder"; done
for program in bash basename cat chmod cp cut date dirname env find grep head id ln ls mkdir mkfifo mktemp mv readlink rm sed \
    sleep sort stat tail timeout touch tr uname xargs; do
    copy_program "$program"
done
ln -s bash "$tree/usr/bin/sh"
# Debian's JDK keeps its settings under /etc: links are followed.
(cd "$java_home" && tar -ch --exclude=./jmods --exclude=./lib/src.zip --exclude=./man --exclude=./include --exclude=./docs \
    --exclude=./legal . 2>/dev/null || true) | tar -x -C "$tree/opt/java"
copy_libraries "$tree"
# What the native libraries in the image need besides, as any distribution's base has it.
for library in libpthread.so.0 librt.so.1 libdl.so.2 libstdc++.so.6 libgcc_s.so.1 libz.so.1; do
    # Read to its end: ldconfig that cannot write all of it fails, now and then, and all of this with it.
    path=$(ldconfig -p | awk -v library="$library" '$1 == library && !path { path = $NF } END { print path }')
    mkdir -p "$tree/$(dirname "$path")"
    cp -L "$path" "$tree/$path"
done
mkdir -p "$tree/usr/lib/locale"
cp -r /usr/lib/locale/C.utf8 "$tree/usr/lib/locale/" 2>/dev/null || true
echo 'root:x:0:0:root:/root:/bin/sh' >"$tree/etc/passwd"
echo 'root:x:0:' >"$tree/etc/group"
tar -c -C "$tree" . | docker import \
    --change 'ENV JAVA_HOME=/opt/java' --change 'ENV LANG=C.UTF-8' \
    --change 'ENV PATH=/opt/java/bin:/usr/bin:/usr/sbin' - "$base" >/dev/null

log=$(mktemp)
build() { # name, folder, arguments
    local name=$1 folder=$2
    shift 2
    docker build "$@" -t "$name" "$folder" >"$log" 2>&1 || { cat "$log" >&2; return 1; }
    echo "$name"
}

echo "$base"
# Only libraries of the broker's: a context as small as the image.
context=$(mktemp -d)
trap 'rm -rf "$tree" "$context" "$log"' EXIT
mkdir "$context/libs"
cp "$root"/target/inkstream/lib/*.jar "$context/libs/"
rm -f "$context"/libs/{inkstream,log4j-core,nd4j,openblas,javacpp,rocksdbjni,kafka-streams,picocli,progressbar,guava}-*.jar
cp "$here"/kafka/* "$context/"
build inkstream-test/kafka "$context" --build-arg "BASE=$base"
build inkstream-test/registry "$root" --build-arg "BASE=$base" -f "$here/registry/Dockerfile"
if command -v prometheus >/dev/null; then
    rm -rf "$tree"/{opt,usr/bin,usr/lib,usr/lib64} && mkdir -p "$tree/usr/bin" "$tree"/usr/{lib,lib64}
    copy_program prometheus
    copy_libraries "$tree/usr/bin"
    tar -c -C "$tree" . | docker import --change 'ENTRYPOINT ["/usr/bin/prometheus"]' \
        --change 'CMD ["--config.file=/etc/prometheus/prometheus.yml", "--storage.tsdb.path=/tmp/prometheus"]' \
        - inkstream-test/prometheus >/dev/null
    echo inkstream-test/prometheus
fi
# The project's image of a built checkout.
inkstream_image() { # name, checkout, commit, arguments
    local name=$1 checkout=$2 commit=$3 context
    shift 3
    context=$(mktemp -d)
    mkdir "$context/target"
    # Hard links: the registry and the natives need not be copied.
    cp -rl "$checkout/target/inkstream" "$context/target/"
    cp -r "$checkout/bin" "$root/docker" "$context/"
    build "$name" "$context" --build-arg "JDK=$base" --build-arg "JRE=$base" --build-arg "REVISION=$commit" "$@" \
        -f "$context/docker/Dockerfile"
    rm -rf "$context"
}

inkstream_image inkstream-test/inkstream "$root" "$(git -C "$root" rev-parse HEAD 2>/dev/null || echo unknown)"

# The one of the commit before, from which an upgrade is tested.
if before=$(git -C "$root" rev-parse --verify -q 'HEAD~1'); then
    checkout=$(mktemp -d)
    trap 'rm -rf "$tree" "$context" "$log" "$checkout"' EXIT
    git -C "$root" archive "$before" | tar -x -C "$checkout"
    (cd "$checkout" && mvn -B -q -Dstyle.color=never -Dmaven.test.skip=true package)
    inkstream_image inkstream-test/inkstream:before "$checkout" "$before" --build-arg CLASSES=none
fi
