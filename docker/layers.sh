#!/bin/sh
# Parts a built folder into the layers of the image. Native libraries leave their jars: a container would otherwise unpack
# 400 MB at every start, each into its own layer or memory; as files they are mapped once for all containers of a machine.
set -eu
built=$1
layers=$2
case $(uname -m) in
    x86_64) javacpp=linux-x86_64 rocksdb=librocksdbjni-linux64.so zstd=linux/amd64 ;;
    aarch64) javacpp=linux-arm64 rocksdb=librocksdbjni-linux-aarch64.so zstd=linux/aarch64 ;;
    *) echo "layers.sh: there are natives for x86_64 and aarch64, this is $(uname -m)" >&2 && exit 1 ;;
esac
mkdir -p "$layers/registry" "$layers/natives/natives" "$layers/libraries/lib" "$layers/application/lib"
mv "$built/registry" "$built/corpus" "$layers/registry/"
mv "$built"/lib/inkstream-*.jar "$layers/application/lib/"
mv "$built/bin" "$layers/application/"
for text in LICENSE NOTICE sbom.json THIRD-PARTY.txt; do
    [ ! -f "$built/$text" ] || mv "$built/$text" "$layers/application/"
done

natives=$layers/natives/natives
unpacked=$(mktemp -d)
for jar in "$built"/lib/*-"$javacpp".jar "$built"/lib/rocksdbjni-*.jar "$built"/lib/zstd-jni-*.jar; do
    [ -f "$jar" ] || { echo "layers.sh: no $jar: was it built with -Dnd4j.platform=$javacpp?" >&2 && exit 1; }
    rm -rf "$unpacked" && mkdir "$unpacked"
    (cd "$unpacked" && jar xf "$jar")
    case $jar in
        *rocksdbjni*) mv "$unpacked/$rocksdb" "$natives/librocksdbjni.so" ;;
        *zstd-jni*) mv "$unpacked/$zstd"/libzstd-jni-*.so "$natives/" ;;
        *) find "$unpacked" -name '*.so*' -exec mv {} "$natives/" \; ;;
    esac
    find "$unpacked" \( -name '*.so' -o -name '*.so.*' -o -name '*.dll' -o -name '*.dylib' -o -name '*.jnilib' \) -delete
    # As old as the build says, so that the same build gives the same layer.
    (cd "$unpacked" && jar --create --date=2026-01-01T00:00:00Z --no-manifest --file "$jar" .)
done
# The name under which its binding looks for it.
ln -s libopenblas.so.0 "$natives/libopenblas_nolapack.so.0"
mv "$built"/lib/*.jar "$layers/libraries/lib/"
find "$layers" -exec touch -h -d 2026-01-01T00:00:00Z {} +
